/*
 * control/nearby: the name that a caller most likely meant.
 * Layer: control.  Users: call.
 */
#ifndef CONTROL_NEARBY_H
#define CONTROL_NEARBY_H

#include <stdbool.h>

#include "base/near.h"
#include "control/call.h"

/*
 * Where WHY says that there is no such person, role, site, organisation or
 * source: the name, into RET_NAME, that is near to the one that was given.
 * Only names that the caller may see are compared, so that a suggestion tells
 * them nothing new.
 */
bool control_nearby(struct control_call *call, const struct refusal *why,
    char ret_name[NEAR_SIZE]);

#endif
