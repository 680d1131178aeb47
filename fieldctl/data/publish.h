/*
 * fieldctl/data/publish: compiles the snapshot on request.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_DATA_PUBLISH_H
#define FIELDCTL_DATA_PUBLISH_H

#include "fieldctl/frame/ctl.h"

int publish_verb(struct ctl *ctl);

#endif
