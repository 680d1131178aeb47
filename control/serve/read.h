/*
 * control/serve/read: parses a request from a frame.
 * Layer: control/serve.  Users: serve, tests/fuzz.
 */
#ifndef CONTROL_SERVE_READ_H
#define CONTROL_SERVE_READ_H

#include "control/run.h"

/*
 * The members in control/protocol and no others, within its limits.  *ret_ask
 * points into *ret_object, for json_decref().  FIELD_EINVAL, FIELD_ENOMEM.
 * Whether the request and its parameters exist is not checked.
 */
int read_request(const char *text, size_t len, json_t **ret_object,
    struct control_ask *ret_ask);

#endif
