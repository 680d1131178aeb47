/* Looks organisations up.  It must not change them. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/people/org.h"

static void
fetch(struct query *query, struct org *org)
{
	db_copy(query, ORG_ID, org->id, sizeof(org->id));
	db_copy(query, ORG_NAME, org->name, sizeof(org->name));
	db_copy(query, ORG_TITLE, org->title, sizeof(org->title));
}

static int
fetch_one(
    struct store *store, enum sql_id id, const char *key, struct org *ret_org)
{
	struct query *query = db_query(store, id);
	int rc;

	db_bind_text(query, 1, key);
	rc = db_step(query);
	if (rc == 1)
		fetch(query, ret_org);
	db_done(query);
	if (rc == 0)
		return FIELD_ENOTFOUND;
	return rc == 1 ? FIELD_OK : rc;
}

int
org_by_name(struct store *store, const char *name, struct org *ret_org)
{
	return fetch_one(store, SQL_ORG_BY_NAME, name, ret_org);
}

int
org_by_id(struct store *store, const char *id, struct org *ret_org)
{
	return fetch_one(store, SQL_ORG_BY_ID, id, ret_org);
}

int
org_list(struct store *store, struct org **ret_orgs, size_t *ret_count)
{
	struct query *query = db_query(store, SQL_ORG_LIST);
	struct org *orgs = NULL;
	size_t count = 0;
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		struct org *org = array_add(&orgs, &count, sizeof(*org));

		if (org == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		fetch(query, org);
	}
	db_done(query);
	if (rc < 0) {
		free(orgs);
		return rc;
	}
	*ret_orgs = orgs; /* transferred */
	*ret_count = count;
	return FIELD_OK;
}
