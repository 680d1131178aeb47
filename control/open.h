/*
 * control/open: opens the database for one request.
 * Layer: control.  Users: run; handlers of requests with CONTROL_NO_STORE.
 */
#ifndef CONTROL_OPEN_H
#define CONTROL_OPEN_H

#include "control/call.h"

/* Open call->store as the request's flags require.  EX_OK, or a code after
 * reporting the reason.  The caller of the request closes it. */
int control_open(struct control_call *call);
/* The same in MODE. */
int control_open_as(struct control_call *call, enum store_mode mode);

#endif
