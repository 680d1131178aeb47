/*
 * control/person/assign: assigns a role or site to several people, or removes
 * it.
 * Layer: control.  Users: handlers about roles and sites.
 */
#ifndef CONTROL_PERSON_ASSIGN_H
#define CONTROL_PERSON_ASSIGN_H

#include "control/call.h"
#include "store/core/change.h"

struct assign {
	const char *action; /* 'role.assign' */
	const char *name;   /* title of the role or site, for the answer */
	const char *id;
	/* spare the last super admin among people selected by a filter */
	bool shuts_out;
	/* the verb of store/ */
	int (*apply)(struct change *change, const char *person_id,
	    const char *thing_id, struct refusal *why);
};

/*
 * Apply to the people selected by CHOICE_PARAMS, in one change.  The result is
 * {"name", "people", "titles", "spared"}.  Returns an exit code.
 */
int assign_people(struct control_call *call, const struct assign *assign);

#endif
