/*
 * control/session/session: requests about who is signed in (X2, X6).
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_SESSION_SESSION_H
#define CONTROL_SESSION_SESSION_H

#include "control/call.h"

extern const struct control_request session_requests[];

/* who.c */
int session_list_request(struct control_call *call);

/* logout.c */
int session_choose_request(struct control_call *call);
int session_end_request(struct control_call *call);

#endif
