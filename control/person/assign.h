/*
 * control/person/assign: giving many people one thing, and taking it: a role,
 * a site.
 * Layer: control.  Users: handlers about roles and sites.
 */
#ifndef CONTROL_PERSON_ASSIGN_H
#define CONTROL_PERSON_ASSIGN_H

#include "control/call.h"
#include "store/core/change.h"

struct assign {
	const char *action; /* 'role.assign' */
	const char *name;   /* of the role or the site, for the answer */
	const char *id;
	bool shuts_out; /* spare the last super admin of a filter's people */
	/* the verb of the store */
	int (*apply)(struct change *change, const char *person_id,
	    const char *thing_id, struct refusal *why);
};

/*
 * To the people whom CHOICE_PARAMS choose, in one change.  It answers with
 * {"name", "people", "titles", "spared"}.  An exit code.
 */
int assign_people(struct control_call *call, const struct assign *assign);

#endif
