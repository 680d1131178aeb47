/*
 * control/person/session: a session as JSON.
 * Layer: control.  Users: me, user.
 */
#ifndef CONTROL_PERSON_SESSION_H
#define CONTROL_PERSON_SESSION_H

#include <jansson.h>

#include "store/session/session_list.h"

/* The object of `me sessions --json'; NULL when out of memory. */
json_t *person_session_json(const struct session_row *row);

/* For people: "TIME SERVICE @TERMINAL (ADDRESS)". */
json_t *person_session_text(const struct session_row *row);

#endif
