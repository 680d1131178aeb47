/*
 * fieldctl/data/events: events, as they are committed (X1).
 * Layer: fieldctl.  Users: commands, audit.
 */
#ifndef FIELDCTL_DATA_EVENTS_H
#define FIELDCTL_DATA_EVENTS_H

#include <jansson.h>

#include "fieldctl/frame/column.h"
#include "fieldctl/frame/command.h"

extern const struct option_spec events_options[];

/* Send `events' with PARAMS, which are released, and put each row on a line as it
 * arrives. */
int events_follow(
    struct ctl *ctl, json_t *params, const struct listing_column *columns);

int events_verb(struct ctl *ctl);

#endif
