/*
 * control/nearby: the existing name that is most similar to an unknown one.
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
 * If WHY means that a person, role, site, organisation or source does not
 * exist, find the name that is most similar to the one given, into RET_NAME.
 * Only names that VIEWER may see are compared, so that a suggestion reveals
 * nothing.  CONFIG (may be NULL) adds the sources of fieldauth.conf, for root
 * only.
 */
bool control_nearby(const struct viewer *viewer, const struct config *config,
    const struct refusal *why, char ret_name[NEAR_SIZE]);

#endif
