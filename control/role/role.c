/* The table of requests about roles (R1-R6, R16). */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/role/role.h"
#include "control/value.h"
#include "store/people/role.h"

static json_t *
role_json(const struct role *role)
{
	char group[sizeof(role->name) + 8];

	(void)str_format(group, sizeof(group), "role-%s", role->name);
	return json_pack("{s:s, s:s, s:o, s:s, s:I, s:I, s:b, s:b}", "id",
	    role->id, "name", role->name, "title", value_text(role->title),
	    "group", group, "gid", (json_int_t)role->gid, "people",
	    (json_int_t)role->person_count, "privileged", role->privileged,
	    "assignable", role->assignable);
}

static int
list(struct control_call *call)
{
	struct role *roles = NULL;
	size_t count = 0;
	int err = role_list(call->store, &roles, &count);

	if (err != FIELD_OK)
		return control_failed(call, err, NULL);
	for (size_t i = 0; i < count; i++)
		control_row(call, role_json(&roles[i]));
	free(roles);
	return EX_OK;
}

const struct control_request role_requests[] = {
	{ "role.list", "All roles, by name.", VERB_USER_VIEW, NULL, 0, list },
	{ NULL },
};
