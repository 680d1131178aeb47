/* Local groups that a role grants (R16). */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/detail.h"
#include "store/people/local.h"
#include "store/verb/role_verb.h"

static int
finish_local_group(
    struct role_verb *verb, const char *group, bool shrunk, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;

	detail_text(&detail, "role", verb->role.name);
	detail_text(&detail, "group", group);
	return role_verb_finish(verb, shrunk, &detail, why);
}

static int
check_local_group(struct store *store, const char *group, struct refusal *why)
{
	enum local_grant grant;
	char number[16];
	uint32_t gid;
	int rc = local_group_grant(store_config(store), group, &grant, &gid);

	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_LOCAL_GROUP, group, NULL);
	if (rc != FIELD_OK)
		return rc;
	switch (grant) {
	case LOCAL_GRANT_GOOD:
		break;
	case LOCAL_GRANT_POWER:
		return refuse(why, REASON_POWERFUL_GROUP, group, NULL);
	case LOCAL_GRANT_NUMBER:
		(void)str_format(number, sizeof(number), "%" PRIu32, gid);
		return refuse(why, REASON_LOCAL_GROUP_NUMBER, group, number);
	}
	return FIELD_OK;
}

int
role_add_local_group(struct change *change, const char *role_id,
    const char *group, struct refusal *why)
{
	struct role_verb verb;
	struct query *query;
	int rc = role_verb_begin(&verb, change, VERB_LOCAL_GROUP, true,
	    "role.local-group-add", role_id, why);

	if (rc == FIELD_OK)
		rc = check_local_group(verb.store, group, why);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(verb.store, SQL_ROLE_LOCAL_GROUP_ADD);
	db_bind_text(query, 1, role_id);
	db_bind_text(query, 2, group);
	db_bind_int(query, 3, store_now_s(verb.store));
	rc = db_run(query);
	if (rc != FIELD_OK || db_changes(verb.store) == 0)
		return rc; /* already granted */
	return finish_local_group(&verb, group, false, why);
}

int
role_remove_local_group(struct change *change, const char *role_id,
    const char *group, struct refusal *why)
{
	struct role_verb verb;
	struct query *query;
	int rc = role_verb_begin(&verb, change, VERB_LOCAL_GROUP, true,
	    "role.local-group-remove", role_id, why);

	if (rc != FIELD_OK)
		return rc;
	query = db_query(verb.store, SQL_ROLE_LOCAL_GROUP_DROP);
	db_bind_text(query, 1, role_id);
	db_bind_text(query, 2, group);
	rc = db_run(query);
	if (rc != FIELD_OK || db_changes(verb.store) == 0)
		return rc;
	return finish_local_group(&verb, group, true, why);
}
