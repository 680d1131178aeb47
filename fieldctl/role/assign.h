/*
 * fieldctl/role/assign: giving many people one thing, and taking it: a role, a
 * site.
 * Layer: fieldctl.  Users: role, site.
 */
#ifndef FIELDCTL_ROLE_ASSIGN_H
#define FIELDCTL_ROLE_ASSIGN_H

#include "fieldctl/frame/ctl.h"

struct assign {
	const char *request; /* "role.assign", which is the action as well */
	const char *find;    /* the request that says whether there is one */
	bool shuts_out;   /* spare the last super admin of a filter's people */
	const char *done; /* N_(), said after the person's name */
};

/* To the people whom all arguments but the last name, or the filter gives.
 * An exit code. */
int assign_run(struct ctl *ctl, const struct assign *assign);

#endif
