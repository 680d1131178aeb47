/* Sets a policy, or resets it to its default. */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/access/actor.h"
#include "store/access/super_admin.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/org/policy_set.h"

static int
store_value(struct store *store, const char *org_id, const char *name,
    const char *value)
{
	struct query *query;
	char id[ID_SIZE];

	if (value == NULL) {
		query = db_query(store, SQL_POLICY_RESET);
		db_bind_text(query, 1, org_id);
		db_bind_text(query, 2, name);
		return db_run(query);
	}
	query = db_query(store, SQL_POLICY_SET);
	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, org_id);
	db_bind_text(query, 3, name);
	db_bind_text(query, 4, value);
	return db_run(query);
}

static int
audit_policy(struct change *change, const char *org_id, const char *name,
    const char *old_value, const char *new_value)
{
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = {
		.action = "policy.set",
		.subject = org_id,
		.org_id = org_id,
		.detail = &detail,
	};

	detail_text(&detail, "policy", name);
	detail_change(&detail, "value", old_value, new_value);
	return audit_append(change, &entry);
}

/* VALUE NULL: back to the default. */
static int
set_policy(struct change *change, const char *org_id, const char *name,
    const char *value, struct refusal *why)
{
	struct store *store = change_store(change);
	enum rules_admins admins;
	struct policies old;
	enum policy policy;
	int rc;

	if (policy_by_name(name, &policy) < 0)
		return refuse_value(
		    why, REASON_NO_SUCH_POLICY, name, NULL, policy_names());
	rc = actor_may(change, VERB_POLICY, org_id, false, name, why);
	if (rc < 0)
		return rc;
	if (value != NULL && !policy_accepts(policy, value))
		return policy_refuse(policy, value, why);
	rc = policies_load(store, org_id, &old);
	if (rc == FIELD_OK)
		rc = super_admin_rank(store, org_id, "", &admins);
	if (rc == FIELD_OK)
		rc = store_value(store, org_id, name, value);
	if (rc == FIELD_OK)
		rc = super_admin_keep(
		    store, org_id, admins, REASON_POLICY_LOCKS_OUT, name, why);
	if (rc == FIELD_OK)
		rc = audit_policy(change, org_id, name, old.value[policy],
		    value != NULL ? value : policy_info(policy)->fallback);
	return rc;
}

int
policy_set(struct change *change, const char *org_id, const char *name,
    const char *value, struct refusal *why)
{
	return set_policy(change, org_id, name, value, why);
}

int
policy_reset(struct change *change, const char *org_id, const char *name,
    struct refusal *why)
{
	return set_policy(change, org_id, name, NULL, why);
}
