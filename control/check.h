/*
 * control/check: whether a request matches its description in the table.
 * Layer: control.  Users: run, tests.
 */
#ifndef CONTROL_CHECK_H
#define CONTROL_CHECK_H

#include <jansson.h>

#include "control/request.h"
#include "store/core/reason.h"

/*
 * Check PARAMS, an object or NULL, against REQUEST's parameters: none unknown,
 * each of its kind and within its limit, none missing.  FIELD_EDENIED with
 * *why.
 */
int control_check(const struct control_request *request, const json_t *params,
    bool dry_run, struct refusal *why);

#endif
