/*
 * control/role/role: requests about roles.
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_ROLE_ROLE_H
#define CONTROL_ROLE_ROLE_H

#include "control/call.h"

extern const struct control_request role_requests[];

#endif
