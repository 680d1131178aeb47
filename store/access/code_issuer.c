/* Finds the people who can issue codes.  Only those who could sign in count. */
#include "base/err.h"
#include "store/access/code_issuer.h"
#include "store/people/role.h"

#define PERMISSION "codes.issue"

/* The candidate may still be denied the permission, or have expired. */
static int
consider(struct store *store, const char *id, struct name_list *logins)
{
	struct user user;
	bool can = false;
	int rc = user_by_id(store, id, &user);

	if (rc != FIELD_OK ||
	    (user.expires_at != 0 && user.expires_at <= store_now_s(store)))
		return rc;
	rc = role_person_can(store, id, PERMISSION, NULL, &can);
	return rc == FIELD_OK && can ? name_list_add(logins, user.login) : rc;
}

int
code_issuer_list(struct store *store, const char *org_id, size_t max,
    struct name_list *ret_logins)
{
	struct query *query = db_query(store, SQL_PERMISSION_CANDIDATES);
	int rc;

	db_bind_text(query, 1, org_id);
	db_bind_text(query, 2, PERMISSION);
	rc = db_step(query);
	while (rc == 1 && ret_logins->count < max) {
		rc = consider(store, db_text(query, ONLY_COLUMN), ret_logins);
		if (rc == FIELD_OK)
			rc = db_step(query);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
