/*
 * fieldctl/role/assign: assigns a role or site to several people, or removes
 * it.
 * Layer: fieldctl.  Users: role, site.
 */
#ifndef FIELDCTL_ROLE_ASSIGN_H
#define FIELDCTL_ROLE_ASSIGN_H

#include "fieldctl/frame/ctl.h"

struct assign {
	const char *request; /* "role.assign", which is the action as well */
	const char *find;    /* the request that checks that it exists */
	/* spare the last super admin among people selected by a filter */
	bool shuts_out;
	const char *done; /* N_(), printed after the person's name */
};

/* Apply to the people given by all arguments but the last, or by the filter.
 * Returns an exit code. */
int assign_run(struct ctl *ctl, const struct assign *assign);

#endif
