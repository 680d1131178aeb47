/*
 * control/me/session: a session as JSON.
 * Layer: control.  Users: me.
 */
#ifndef CONTROL_ME_SESSION_H
#define CONTROL_ME_SESSION_H

#include <jansson.h>

#include "store/session/session_list.h"

/* The object of `me sessions --json'; NULL when out of memory. */
json_t *me_session_json(const struct session_row *row);

#endif
