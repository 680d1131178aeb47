/*
 * control/role/role: requests about roles and permissions (R1-R6, R16).
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_ROLE_ROLE_H
#define CONTROL_ROLE_ROLE_H

#include <jansson.h>

#include "control/call.h"
#include "store/people/role.h"

extern const struct control_request role_requests[];

/* show.c */
int role_show_request(struct control_call *call);

/* role.c */
json_t *role_json(const struct role *role);
/* The role that the parameter "name" names. */
int role_of_call(struct control_call *call, struct role *ret_role);
int role_list_request(struct control_call *call);
int role_find_request(struct control_call *call);
int role_add_request(struct control_call *call);
int role_remove_request(struct control_call *call);
int role_level_request(struct control_call *call);
int role_grant_request(struct control_call *call);
int role_ungrant_request(struct control_call *call);
int role_assign_request(struct control_call *call);
int role_unassign_request(struct control_call *call);

/* perm.c */
int perm_list_request(struct control_call *call);

#endif
