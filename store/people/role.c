/* Looks roles up and answers whether a person has a permission.  On an error
 * the answer must never be yes. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/people/access.h"
#include "store/people/permission.h"
#include "store/people/role.h"

static void
fetch(struct query *query, struct role *role)
{
	db_copy(query, ROLE_ID, role->id, sizeof(role->id));
	db_copy(query, ROLE_ORG_ID, role->org_id, sizeof(role->org_id));
	db_copy(query, ROLE_NAME, role->name, sizeof(role->name));
	db_copy(query, ROLE_TITLE, role->title, sizeof(role->title));
	role->privileged = db_int(query, ROLE_PRIVILEGED) != 0;
	role->assignable = db_int(query, ROLE_ASSIGNABLE) != 0;
	role->gid = (uint32_t)db_int(query, ROLE_GID);
	role->person_count = db_int(query, ROLE_PERSON_COUNT);
}

static int
fetch_one(
    struct store *store, enum sql_id id, const char *key, struct role *ret_role)
{
	struct query *query = db_query(store, id);
	int rc;

	db_bind_text(query, 1, key);
	rc = db_step(query);
	if (rc == 1)
		fetch(query, ret_role);
	db_done(query);
	if (rc == 0)
		return FIELD_ENOTFOUND;
	return rc == 1 ? FIELD_OK : rc;
}

int
role_find(struct store *store, const char *name, struct role *ret_role)
{
	return fetch_one(store, SQL_ROLE_BY_NAME, name, ret_role);
}

int
role_count_people(struct store *store, const char *role_id, int64_t *ret_count)
{
	struct query *query = db_query(store, SQL_ROLE_COUNT);
	int rc;

	db_bind_text(query, 1, role_id);
	rc = db_step(query);
	if (rc == 1)
		*ret_count = db_int(query, ONLY_COLUMN);
	db_done(query);
	if (rc == 0)
		return FIELD_ENOTFOUND;
	return rc == 1 ? FIELD_OK : rc;
}

int
role_by_name(struct store *store, const char *name, struct role *ret_role)
{
	struct role role;
	int rc = role_find(store, name, &role);

	if (rc == FIELD_OK)
		rc = role_count_people(store, role.id, &role.person_count);
	if (rc == FIELD_OK)
		*ret_role = role;
	return rc;
}

int
role_by_id(struct store *store, const char *id, struct role *ret_role)
{
	return fetch_one(store, SQL_ROLE_BY_ID, id, ret_role);
}

int
role_list(struct store *store, struct role **ret_roles, size_t *ret_count)
{
	struct query *query = db_query(store, SQL_ROLE_LIST);
	struct role *roles = NULL;
	size_t count = 0;
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		struct role *role = array_add(&roles, &count, sizeof(*role));

		if (role == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		fetch(query, role);
	}
	db_done(query);
	if (rc < 0) {
		free(roles);
		return rc;
	}
	*ret_roles = roles; /* transferred */
	*ret_count = count;
	return FIELD_OK;
}

/* --- may this person ...? ---------------------------------- */

/* Returns 1, 0, or a field_err. */
static int
can_be_at(struct store *store, const char *person_id, const char *place_id)
{
	struct query *query = db_query(store, SQL_CAN_BE_AT);
	int found;

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, place_id);
	found = db_step(query);
	db_done(query);
	return found;
}

static int
can_by_role(struct store *store, const char *person_id, const char *permission)
{
	struct query *query = db_query(store, SQL_CAN_BY_ROLE);
	int found;

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, permission);
	db_bind_int(query, 3, store_now_s(store));
	found = db_step(query);
	db_done(query);
	return found;
}

/* The grants and denials of the person; FALLBACK if there are none. */
static int
can_by_person(struct store *store, const char *person_id,
    const char *permission, const char *place_id, int fallback)
{
	struct query *query = db_query(store, SQL_CAN_BY_PERSON);
	int found, can = fallback;

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, permission);
	db_bind_text(query, 3, place_id == NULL ? "" : place_id);
	found = db_step(query);
	if (found == 1)
		can = strcmp(db_text(query, ONLY_COLUMN), "grant") == 0;
	db_done(query);
	return found < 0 ? found : can;
}

int
role_person_can(struct store *store, const char *person_id,
    const char *permission, const char *place_id, bool *ret_can)
{
	struct user user;
	int can, rc = user_by_id(store, person_id, &user);

	if (rc != FIELD_OK)
		return rc;
	*ret_can = user.full_access && !user.purged;
	if (*ret_can)
		return FIELD_OK;
	if (!permission_exists(permission) ||
	    (user.kind == USER_SUBWORKER &&
		access_is_above_subworkers(permission)))
		return FIELD_OK;
	can = place_id == NULL ? 1 : can_be_at(store, person_id, place_id);
	if (can == 1)
		can = can_by_role(store, person_id, permission);
	else if (can == 0)
		/* such a permission does not count elsewhere (R9) */
		return FIELD_OK;
	if (can >= 0)
		can = can_by_person(
		    store, person_id, permission, place_id, can);
	if (can < 0)
		return can;
	*ret_can = can == 1;
	return FIELD_OK;
}
