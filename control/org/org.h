/*
 * control/org/org: requests about an organisation: its sites and policies
 * (R7-R9, X4).
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_ORG_ORG_H
#define CONTROL_ORG_ORG_H

#include "control/call.h"

extern const struct control_request org_requests[];

/* site.c */
int site_list_request(struct control_call *call);
int site_show_request(struct control_call *call);
int site_find_request(struct control_call *call);
int site_add_request(struct control_call *call);
int site_assign_request(struct control_call *call);
int site_unassign_request(struct control_call *call);

/* org.c */
int org_list_request(struct control_call *call);

/* setup.c */
int terminal_check_request(struct control_call *call);
int terminal_setup_request(struct control_call *call);

/* clock.c */
int terminal_clock_request(struct control_call *call);

/* policy.c */
int policy_list_request(struct control_call *call);
int policy_show_request(struct control_call *call);
int policy_change_request(struct control_call *call);

#endif
