/*
 * control/org/org: requests about an organisation: its sites and policies.
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_ORG_ORG_H
#define CONTROL_ORG_ORG_H

#include "control/call.h"

extern const struct control_request org_requests[];

/* site.c */
int site_list_request(struct control_call *call);

#endif
