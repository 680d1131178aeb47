/*
 * control/mail/mail: requests about mail that waits, or was sent (L10).
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_MAIL_MAIL_H
#define CONTROL_MAIL_MAIL_H

#include "control/call.h"

extern const struct control_request mail_requests[];

/* list.c */
int mail_list_request(struct control_call *call);
int mail_show_request(struct control_call *call);

/* change.c */
int mail_retry_request(struct control_call *call);
int mail_drop_request(struct control_call *call);
int mail_test_request(struct control_call *call);

/* preview.c */
int mail_preview_request(struct control_call *call);

#endif
