/* The people who have a role or a site, by login name. */
#include "base/err.h"
#include "control/person/members.h"
#include "store/view/person.h"

static bool
add_login(const struct user_listed *listed, void *context)
{
	return json_array_append_new(
		   context, json_string(listed->user->login)) == 0;
}

json_t *
members_json(struct control_call *call, const char *org_id, const char *role,
    const char *site)
{
	const struct user_filter filter = {
		.org_id = org_id,
		.status = -1,
		.kind = -1,
		.blocked = -1,
		.held = -1,
		.role = role,
		.site = site,
	};
	json_t *logins = json_array();

	if (view_person_each(&call->viewer, &filter, add_login, logins) ==
	    FIELD_OK)
		return logins;
	json_decref(logins);
	return NULL;
}
