/*
 * The common start and end of each verb about a role: the rules are asked, and
 * the role is marked privileged or not, depending on its permissions (R3, A10).
 */
#include <string.h>

#include "base/err.h"
#include "store/access/super_admin.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/core/told.h"
#include "store/people/permission.h"
#include "store/verb/role_verb.h"

/* 1, 0, or a field_err. */
static int
carries_local_group(struct store *store, const char *role_id)
{
	struct query *query = db_query(store, SQL_ROLE_LOCAL_GROUPS);
	int found;

	db_bind_text(query, 1, role_id);
	found = db_step(query);
	db_done(query);
	return found;
}

int
role_holds_power(struct store *store, const char *role_id, bool *ret_power)
{
	struct query *query = db_query(store, SQL_ROLE_PERMISSIONS);
	bool power = false;
	int found;

	db_bind_text(query, 1, role_id);
	found = db_step(query);
	while (found == 1 && !power) {
		power = permission_is_privileged(db_text(query, ONLY_COLUMN));
		if (!power)
			found = db_step(query);
	}
	db_done(query);
	if (found < 0)
		return found;
	*ret_power = power;
	return FIELD_OK;
}

int
role_settle_privileged(struct store *store, const char *role_id)
{
	struct query *query;
	bool power = false;
	int rc, privileged = carries_local_group(store, role_id);

	if (privileged < 0)
		return privileged;
	rc = role_holds_power(store, role_id, &power);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_ROLE_SET_PRIVILEGED);
	db_bind_text(query, 1, role_id);
	db_bind_int(query, 2, privileged || power);
	return db_run(query);
}

/* --- the frame of each verb ---------------------------------- */

int
role_verb_begin(struct role_verb *verb, struct change *change,
    enum rules_verb id, bool power, const char *action, const char *role_id,
    struct refusal *why)
{
	int rc;

	verb->change = change;
	verb->store = change_store(change);
	verb->action = action;
	rc = role_by_id(verb->store, role_id, &verb->role);
	if (rc == FIELD_ENOTFOUND)
		(void)refuse(why, REASON_NO_SUCH_ROLE, role_id, NULL);
	if (rc == FIELD_OK)
		rc = actor_may(change, id, verb->role.org_id,
		    verb->role.privileged || power, action, why);
	if (rc == FIELD_OK)
		rc = super_admin_rank(
		    verb->store, verb->role.org_id, "", &verb->admins);
	if (rc == FIELD_OK)
		rc = role_holds_power(
		    verb->store, verb->role.id, &verb->had_power);
	return rc;
}

int
role_verb_audit(struct role_verb *verb, struct detail *detail)
{
	struct audit_entry entry = {
		.action = verb->action,
		.subject = verb->role.id,
		.org_id = verb->role.org_id,
		.detail = detail,
	};

	return audit_append(verb->change, &entry);
}

int
role_verb_shrunk(struct change *change, const struct policies *policies,
    const char *person_id)
{
	if (policy_is(policies, POLICY_ROLE_CHANGE_SESSIONS, "end-if-shrunk"))
		return change_end_person(change, person_id);
	return change_tell_person(change, person_id);
}

/* Those of all people who have the role. */
int
role_verb_end_sessions(struct role_verb *verb)
{
	struct policies policies;
	struct query *query;
	int found,
	    rc = policies_load(verb->store, verb->role.org_id, &policies);

	if (rc != FIELD_OK)
		return rc;
	query = db_query(verb->store, SQL_ROLE_PEOPLE);
	db_bind_text(query, 1, verb->role.id);
	found = db_step(query);
	while (found == 1) {
		rc = role_verb_shrunk(
		    verb->change, &policies, db_text(query, ONLY_COLUMN));
		found = rc == FIELD_OK ? db_step(query) : rc;
	}
	db_done(query);
	return found;
}

/* R10: a role that has become privileged must not have subworkers. */
static int
check_subworkers(struct role_verb *verb, struct refusal *why)
{
	struct query *query;
	bool power = false;
	int rc = role_holds_power(verb->store, verb->role.id, &power);

	if (rc != FIELD_OK || !power || verb->had_power)
		return rc;
	query = db_query(verb->store, SQL_ROLE_SUBWORKER);
	db_bind_text(query, 1, verb->role.id);
	rc = db_step(query);
	if (rc == 1)
		rc = refuse(why, REASON_KIND_ROLE, verb->role.name,
		    db_text(query, ONLY_COLUMN));
	db_done(query);
	return rc;
}

int
role_verb_finish(struct role_verb *verb, bool shrunk, struct detail *detail,
    struct refusal *why)
{
	int rc = role_settle_privileged(verb->store, verb->role.id);

	if (rc == FIELD_OK)
		rc = super_admin_keep(verb->store, verb->role.org_id,
		    verb->admins, REASON_LAST_SUPER_ADMIN, verb->role.name,
		    why);
	if (rc == FIELD_OK)
		rc = check_subworkers(verb, why);
	if (rc == FIELD_OK && shrunk)
		rc = role_verb_end_sessions(verb);
	if (rc == FIELD_OK)
		rc = role_verb_audit(verb, detail);
	detail_release(detail);
	return rc == FIELD_OK ? change_touch_snapshot(verb->change) : rc;
}
