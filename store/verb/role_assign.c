/*
 * Assigns roles to people (R1).
 */
#include <string.h>

#include "base/err.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/verb/role_verb.h"

/* Same organisation, and allowed by the rules. */
static int
ask(struct user_verb *verb, const struct role *role, struct refusal *why)
{
	struct rules_subject subject = verb->subject;
	enum reason reason;

	if (strcmp(role->org_id, verb->user.org_id) != 0)
		return refuse(why, REASON_OTHER_ORG, role->name, NULL);
	subject.role_privileged = role->privileged;
	reason = rules_may(
	    &verb->actor, VERB_ROLE_ASSIGN, &subject, &verb->policies);
	if (reason == REASON_PRIVILEGED_ROLE)
		return refuse(why, reason, role->name, NULL);
	if (reason != REASON_NONE)
		return actor_refuse(
		    why, reason, verb->action, verb->user.login);
	return FIELD_OK;
}

static int
load(struct user_verb *verb, struct change *change, const char *action,
    const char *person_id, const char *role_id, struct role *ret_role,
    struct refusal *why)
{
	int rc = user_verb_load(verb, change, action, person_id, why);

	if (rc != FIELD_OK)
		return rc;
	rc = role_by_id(verb->store, role_id, ret_role);
	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_ROLE, role_id, NULL);
	return rc;
}

static int
finish(struct user_verb *verb, const struct role *role)
{
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = {
		.action = verb->action,
		.subject = verb->user.id,
		.org_id = verb->user.org_id,
		.detail = &detail,
	};
	int rc;

	detail_text(&detail, "role", role->name);
	rc = audit_append(verb->change, &entry);
	return rc == FIELD_OK ? change_touch_snapshot(verb->change) : rc;
}

/* 1: the person has it, as the primary one if *ret_primary; 0: not. */
static int
look_up(struct user_verb *verb, const char *role_id, bool *ret_primary)
{
	struct query *query = db_query(verb->store, SQL_ROLE_OF_PERSON);
	int found;

	db_bind_text(query, 1, verb->user.id);
	db_bind_text(query, 2, role_id);
	found = db_step(query);
	if (found == 1)
		*ret_primary = db_int(query, ONLY_COLUMN) != 0;
	db_done(query);
	return found;
}

static int
has_primary(struct user_verb *verb)
{
	struct query *query = db_query(verb->store, SQL_ROLE_PRIMARY_EXISTS);
	int found;

	db_bind_text(query, 1, verb->user.id);
	found = db_step(query);
	db_done(query);
	return found;
}

static int
run_pair(struct user_verb *verb, enum sql_id id, const char *role_id)
{
	struct query *query = db_query(verb->store, id);

	db_bind_text(query, 1, verb->user.id);
	db_bind_text(query, 2, role_id);
	return db_run(query);
}

static int
give(struct user_verb *verb, const char *role_id, bool primary)
{
	struct query *query;
	char id[ID_SIZE];

	query = db_query(verb->store, SQL_ROLE_GIVE);
	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, verb->user.id);
	db_bind_text(query, 3, role_id);
	db_bind_int(query, 4, primary);
	db_bind_text(query, 5, change_actor(verb->change)->id);
	db_bind_int(query, 6, store_now_s(verb->store));
	return db_run(query);
}

/* R10: the kind of a subworker limits their roles. */
static int
check_kind(struct user_verb *verb, const struct role *role, struct refusal *why)
{
	bool power = false;
	enum reason reason;
	int rc = role_holds_power(verb->store, role->id, &power);

	if (rc != FIELD_OK)
		return rc;
	reason = rules_kind_may_hold(verb->user.kind, false, power);
	if (reason != REASON_NONE)
		return refuse(why, reason, role->name, verb->user.login);
	return FIELD_OK;
}

static int
assign(struct user_verb *verb, const struct role *role, bool primary,
    struct refusal *why)
{
	bool is_primary = false;
	int had, any, rc = ask(verb, role, why);

	if (rc == FIELD_OK)
		rc = actor_must_cover_role(
		    verb->change, role->id, role->name, why);
	if (rc == FIELD_OK)
		rc = check_kind(verb, role, why);
	if (rc != FIELD_OK)
		return rc;
	had = look_up(verb, role->id, &is_primary);
	any = had < 0 ? had : has_primary(verb);
	if (any < 0)
		return any;
	if (had == 1 && (is_primary || !primary))
		return FIELD_OK;
	primary = primary || any == 0;
	if (primary && any == 1)
		rc = user_verb_run(verb, SQL_ROLE_CLEAR_PRIMARY);
	if (rc == FIELD_OK)
		rc = had == 1 ? run_pair(verb, SQL_ROLE_SET_PRIMARY, role->id) :
				give(verb, role->id, primary);
	return rc == FIELD_OK ? finish(verb, role) : rc;
}

int
role_assign_within(struct user_verb *verb, const struct role *role,
    bool primary, struct refusal *why)
{
	const char *action = verb->action;
	int rc;

	verb->action = "role.assign";
	rc = assign(verb, role, primary, why);
	verb->action = action;
	return rc;
}

int
role_assign(struct change *change, const char *person_id, const char *role_id,
    bool primary, struct refusal *why)
{
	struct user_verb verb;
	struct role role;
	int rc = load(
	    &verb, change, "role.assign", person_id, role_id, &role, why);

	return rc == FIELD_OK ? assign(&verb, &role, primary, why) : rc;
}

int
role_unassign(struct change *change, const char *person_id, const char *role_id,
    struct refusal *why)
{
	struct user_verb verb;
	struct role role;
	bool is_primary;
	int had;
	int rc = load(
	    &verb, change, "role.unassign", person_id, role_id, &role, why);

	if (rc == FIELD_OK)
		rc = ask(&verb, &role, why);
	if (rc != FIELD_OK)
		return rc;
	had = look_up(&verb, role_id, &is_primary);
	if (had <= 0)
		return had;
	rc = run_pair(&verb, SQL_ROLE_TAKE, role_id);
	if (rc == FIELD_OK)
		rc = user_verb_keep_admins(&verb, why);
	if (rc == FIELD_OK)
		rc = user_verb_run(&verb, SQL_ROLE_NEXT_PRIMARY);
	if (rc == FIELD_OK)
		rc = role_verb_shrunk(change, &verb.policies, verb.user.id);
	return rc == FIELD_OK ? finish(&verb, &role) : rc;
}
