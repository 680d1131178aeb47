#include <string.h>

#include "base/err.h"
#include "store/signin/code_service.h"

/* The value of the policy that permits the service. */
static const char *
value_of(const char *service)
{
	static const struct {
		const char *service, *value;
	} extra[] = {
		{ "su", "su" },
		{ "su-l", "su" },
		{ "sudo", "sudo" },
		{ "sudo-i", "sudo" },
	};

	for (size_t i = 0; i < sizeof(extra) / sizeof(extra[0]); i++)
		if (strcmp(service, extra[i].service) == 0)
			return extra[i].value;
	return "sign-in";
}

static int
is_privileged(
    struct store *store, const struct user *user, bool *ret_privileged)
{
	struct query *query = db_query(store, SQL_PERSON_IS_PRIVILEGED);
	int rc;

	db_bind_text(query, 1, user->id);
	rc = db_step(query);
	*ret_privileged = rc == 1 && db_int(query, ONLY_COLUMN) != 0;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

int
code_service_permits(struct store *store, const struct signin_request *request,
    const struct user *user, const struct policies *policies, bool *ret_permits)
{
	bool privileged;
	int rc = is_privileged(store, user, &privileged);

	if (rc == FIELD_OK)
		*ret_permits = policy_has(policies, POLICY_CODE_SERVICES,
				   value_of(request->service)) &&
		    (!privileged ||
			policy_has(
			    policies, POLICY_CODE_SERVICES, "privileged"));
	return rc;
}
