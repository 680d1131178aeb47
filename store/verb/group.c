#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/local.h"
#include "store/people/user_id.h"
#include "store/verb/group.h"

/* The part after the kind: it starts with a letter and has no '_', so that
 * 'perm-work-orders-edit' reads as one name.  A crew is named after its lead,
 * whose login name may contain one. */
static bool
is_name(const char *kind, const char *name)
{
	bool crew = strcmp(kind, "crew") == 0;

	return ((name[0] >= 'a' && name[0] <= 'z') ||
		   (crew && name[0] == '_')) &&
	    strspn(name,
		crew ? "abcdefghijklmnopqrstuvwxyz0123456789-_" :
		       "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static int
check_name(struct store *store, const char *group, const char *name,
    struct refusal *why)
{
	struct query *query;
	bool local;
	int rc = local_has_name(group, &local);

	if (rc != FIELD_OK)
		return rc;
	if (local)
		return refuse(why, REASON_LOCAL_NAME, group, NULL);
	query = db_query(store, SQL_GROUP_BY_NAME);
	db_bind_text(query, 1, group);
	rc = db_step(query);
	db_done(query);
	if (rc == 1)
		return refuse(why, REASON_TAKEN, name, NULL);
	return rc;
}

static int
insert(struct store *store, uint32_t gid, const char *group, const char *kind,
    const char *owner)
{
	struct query *query = db_query(store, SQL_GROUP_INSERT);

	db_bind_int(query, 1, gid);
	db_bind_text(query, 2, group);
	db_bind_text(query, 3, kind);
	db_bind_text(query, 4, owner);
	db_bind_int(query, 5, store_now_s(store));
	return db_run(query);
}

static int
make_name(const char *kind, const char *name, char *group, struct refusal *why)
{
	char longest[24];

	(void)snprintf(longest, sizeof(longest), "%zu",
	    GROUP_NAME_SIZE - sizeof("-") - strlen(kind));
	if (name == NULL ? !str_copy(group, GROUP_NAME_SIZE, kind) :
			   !is_name(kind, name) ||
		    !str_format(group, GROUP_NAME_SIZE, "%s-%s", kind, name))
		return refuse(why, REASON_BAD_NAME, name, longest);
	return FIELD_OK;
}

int
group_make(struct change *change, const char *kind, const char *owner,
    const char *name, struct refusal *why)
{
	struct store *store = change_store(change);
	char group[GROUP_NAME_SIZE];
	uint32_t gid;
	int rc = make_name(kind, name, group, why);

	if (rc == FIELD_OK)
		rc = check_name(store, group, name == NULL ? kind : name, why);
	if (rc == FIELD_OK)
		rc = user_take_gid(store, &gid, why);
	if (rc == FIELD_OK)
		rc = insert(store, gid, group, kind, owner);
	if (rc == FIELD_OK)
		rc = change_touch_snapshot(change);
	return rc;
}

static int
spend_name(struct store *store, const char *kind, const char *owner)
{
	struct query *query = db_query(store, SQL_GROUP_SPEND_NAME);

	db_bind_text(query, 1, kind);
	db_bind_text(query, 2, owner);
	db_bind_int(query, 3, store_now_s(store));
	return db_run(query);
}

int
group_rename(struct change *change, const char *kind, const char *owner,
    const char *name, struct refusal *why)
{
	struct store *store = change_store(change);
	char group[GROUP_NAME_SIZE];
	struct query *query;
	bool local = false;
	int rc = spend_name(store, kind, owner);

	if (rc != FIELD_OK || db_changes(store) == 0)
		return rc;
	rc = make_name(kind, name, group, why);
	if (rc == FIELD_OK)
		rc = local_has_name(group, &local);
	if (rc == FIELD_OK && local)
		return refuse(why, REASON_LOCAL_NAME, group, NULL);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_GROUP_SET_NAME);
	db_bind_text(query, 1, kind);
	db_bind_text(query, 2, owner);
	db_bind_text(query, 3, group);
	rc = db_run(query);
	return rc == FIELD_OK ? change_touch_snapshot(change) : rc;
}

int
group_retire(struct change *change, const char *kind, const char *owner)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_GROUP_RETIRE);
	int rc;

	db_bind_text(query, 1, kind);
	db_bind_text(query, 2, owner);
	db_bind_int(query, 3, store_now_s(store));
	rc = db_run(query);
	return rc == FIELD_OK ? change_touch_snapshot(change) : rc;
}
