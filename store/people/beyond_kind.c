/* Lists what people have although their kind does not permit it.  It only
 * reports: it never takes anything away. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/rules.h"
#include "store/people/beyond_kind.h"
#include "store/people/permission.h"

#define ROLE_SIZE 64

/* The row reported last: a role has a row for each of its permissions. */
struct said {
	char login[USER_LOGIN_SIZE], role[ROLE_SIZE];
};

static bool
is_new_person(struct said *said, const char *login)
{
	if (strcmp(said->login, login) == 0)
		return false;
	(void)str_copy(said->login, sizeof(said->login), login);
	said->role[0] = '\0';
	return true;
}

/* Report one row; false when VISIT returned false. */
static bool
judge_row(struct query *query, struct said *said,
    bool (*visit)(const struct beyond_kind *found, void *context),
    void *context)
{
	struct beyond_kind found = { .login = db_text(
					 query, BEYOND_KIND_LOGIN) };
	const char *role = db_text(query, BEYOND_KIND_ROLE),
		   *permission = db_text(query, BEYOND_KIND_PERMISSION);
	bool goes_on = true;

	if (user_kind_by_name(db_text(query, BEYOND_KIND_KIND), &found.kind) !=
	    FIELD_OK)
		return true;
	if (is_new_person(said, found.login) &&
	    rules_kind_may_hold(found.kind,
		db_int(query, BEYOND_KIND_FULL_ACCESS) != 0,
		false) != REASON_NONE)
		goes_on = visit(&found, context);
	if (!goes_on || !permission_is_privileged(permission) ||
	    strcmp(said->role, role) == 0 ||
	    rules_kind_may_hold(found.kind, false, true) == REASON_NONE)
		return goes_on;
	(void)str_copy(said->role, sizeof(said->role), role);
	found.role = role;
	return visit(&found, context);
}

int
beyond_kind_each(struct store *store,
    bool (*visit)(const struct beyond_kind *found, void *context),
    void *context)
{
	struct query *query = db_query(store, SQL_USER_BEYOND_KIND);
	struct said said = { .login = "" };
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query))
		if (!judge_row(query, &said, visit, context))
			break;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
