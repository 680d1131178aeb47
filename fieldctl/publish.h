/*
 * fieldctl/publish: compile the snapshot by hand.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_PUBLISH_H
#define FIELDCTL_PUBLISH_H

#include "fieldctl/ctl.h"

int publish_verb(struct ctl *ctl);

#endif
