/*
 * control/user/user: requests about people.
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_USER_USER_H
#define CONTROL_USER_USER_H

#include "control/call.h"

extern const struct control_request user_requests[];

/* state.c: one engine for what changes a person's state. */
int user_choose_request(struct control_call *call);
int user_ties_request(struct control_call *call);
int user_activate_request(struct control_call *call);
int user_deactivate_request(struct control_call *call);
int user_block_request(struct control_call *call);
int user_unblock_request(struct control_call *call);
int user_hold_request(struct control_call *call);
int user_release_request(struct control_call *call);
int user_confirm_email_request(struct control_call *call);
int user_delete_request(struct control_call *call);
int user_restore_request(struct control_call *call);

#endif
