/*
 * control/nearby: the name that a caller most likely meant.
 * Layer: control.  Users: call.
 */
#ifndef CONTROL_NEARBY_H
#define CONTROL_NEARBY_H

#include <stdbool.h>

#include "base/near.h"
#include "conf/config.h"
#include "store/access/viewer.h"
#include "store/core/reason.h"

/*
 * Where WHY says that there is no such person, role, site, organisation or
 * source: the name, into RET_NAME, that is near to the one that was given.
 * Only names that VIEWER may see are compared, so that a suggestion tells
 * nothing new.  CONFIG (may be NULL) adds the sources of fieldauth.conf, which
 * is for root alone.
 */
bool control_nearby(const struct viewer *viewer, const struct config *config,
    const struct refusal *why, char ret_name[NEAR_SIZE]);

#endif
