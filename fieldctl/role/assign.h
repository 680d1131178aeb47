/*
 * fieldctl/role/assign: giving many people one thing, and taking it: a role, a
 * site.
 * Layer: fieldctl.  Users: role, site.
 */
#ifndef FIELDCTL_ROLE_ASSIGN_H
#define FIELDCTL_ROLE_ASSIGN_H

#include "fieldctl/frame/ctl.h"

struct assign {
	const char *action; /* 'role.assign' */
	const char *thing;  /* name of the role or the site */
	const char *thing_id;
	bool shuts_out; /* spare the last super admin of a filter's people */
	/* the verb of the store */
	int (*apply)(struct change *change, const char *person_id,
	    const char *thing_id, struct refusal *why);
	const char *done; /* N_(), said after the person's name */
};

/* To the people whom all arguments but the last name, or the filter gives.
 * An exit code. */
int assign_run(struct ctl *ctl, const struct assign *assign);

#endif
