/*
 * control/me/me: requests about the caller.
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_ME_ME_H
#define CONTROL_ME_ME_H

#include "control/call.h"

extern const struct control_request me_requests[];

int me_show_request(struct control_call *call);
int me_edit_request(struct control_call *call);
int me_audit_request(struct control_call *call);
int me_sessions_request(struct control_call *call);

/* Log and answer that a code was wrong, in place of ACTION. */
int me_refuse_code(struct control_call *call, const char *action);

/* sender.c */
int me_sender_request(struct control_call *call);

/* verify.c */
int me_verify_email_request(struct control_call *call);

#endif
