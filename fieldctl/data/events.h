/*
 * fieldctl/data/events: events, as they are committed (X1).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_DATA_EVENTS_H
#define FIELDCTL_DATA_EVENTS_H

#include "fieldctl/frame/command.h"

extern const struct option_spec events_options[];

int events_verb(struct ctl *ctl);

#endif
