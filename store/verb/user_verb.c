#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/access/super_admin.h"
#include "store/core/audit.h"
#include "store/people/permission.h"
#include "store/verb/user_verb.h"

int
user_verb_load(struct user_verb *verb, struct change *change,
    const char *action, const char *person_id, struct refusal *why)
{
	struct store *store = change_store(change);
	int rc;

	verb->change = change;
	verb->store = store;
	verb->action = action;
	rc = user_by_id(store, person_id, &verb->user);
	if (rc == FIELD_ENOTFOUND)
		(void)refuse(why, REASON_NO_SUCH_PERSON, person_id, NULL);
	if (rc == FIELD_OK)
		rc = policies_load(store, verb->user.org_id, &verb->policies);
	if (rc == FIELD_OK)
		rc = actor_facts(
		    verb->store, change_actor(change), &verb->actor);
	if (rc == FIELD_OK)
		rc = actor_subject_facts(store, &verb->user, &verb->subject);
	return rc;
}

int
user_verb_ask(struct user_verb *verb, enum rules_verb id, struct refusal *why)
{
	char missing[HELD_MISSING_SIZE] = "";
	enum reason reason;
	int rc = FIELD_OK;

	if (rules_gains(id))
		rc = actor_covers(verb->store, &verb->actor, &verb->user,
		    missing, &verb->subject.covered);
	if (rc != FIELD_OK)
		return rc;
	reason = rules_may(&verb->actor, id, &verb->subject, &verb->policies);
	if (reason == REASON_BEYOND_YOURS)
		return refuse(why, reason, verb->user.login, missing);
	if (reason != REASON_NONE)
		return actor_refuse(
		    why, reason, verb->action, verb->user.login);
	return FIELD_OK;
}

int
user_verb_begin(struct user_verb *verb, struct change *change,
    enum rules_verb id, const char *action, const char *person_id,
    struct refusal *why)
{
	int rc = user_verb_load(verb, change, action, person_id, why);

	return rc == FIELD_OK ? user_verb_ask(verb, id, why) : rc;
}

int
user_verb_audit(struct user_verb *verb, struct detail *detail)
{
	struct audit_entry entry = {
		.action = verb->action,
		.subject = verb->user.id,
		.org_id = verb->user.org_id,
		.detail = detail,
	};

	return audit_append(verb->change, &entry);
}

int
user_verb_keep_admins(struct user_verb *verb, struct refusal *why)
{
	return super_admin_keep(verb->store, verb->user.org_id,
	    verb->subject.admins, REASON_LAST_SUPER_ADMIN, verb->user.login,
	    why);
}

int
user_verb_finish(
    struct user_verb *verb, struct detail *detail, struct refusal *why)
{
	int rc = user_verb_keep_admins(verb, why);

	if (rc == FIELD_OK)
		rc = user_verb_audit(verb, detail);
	if (detail != NULL)
		detail_release(detail);
	if (rc == FIELD_OK)
		rc = change_touch_snapshot(verb->change);
	return rc;
}

/* The first privileged role of the person; "" when there is none. */
static int
find_power(struct user_verb *verb, char *role, size_t size)
{
	struct query *query = db_query(
	    verb->store, SQL_ROLE_OF_PERSON_PERMISSIONS);
	int rc;

	role[0] = '\0';
	db_bind_text(query, 1, verb->user.id);
	for (rc = db_step(query); rc == 1 && role[0] == '\0';
	     rc = db_step(query))
		if (permission_is_privileged(db_text(query, POWER_PERMISSION)))
			(void)str_copy(role, size, db_text(query, POWER_ROLE));
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

int
user_verb_check_kind(
    struct user_verb *verb, enum user_kind kind, struct refusal *why)
{
	const struct user *user = &verb->user;
	char role[64];
	enum reason reason;
	int rc = find_power(verb, role, sizeof(role));

	if (rc != FIELD_OK)
		return rc;
	reason = rules_kind_may_hold(kind, user->full_access, role[0] != '\0');
	if (reason == REASON_KIND_ROLE)
		return refuse(why, reason, role, user->login);
	if (reason != REASON_NONE)
		return refuse(why, reason, user->login, NULL);
	return FIELD_OK;
}

int
user_verb_run(struct user_verb *verb, enum sql_id id)
{
	struct query *query = db_query(verb->store, id);

	db_bind_text(query, 1, verb->user.id);
	return db_run(query);
}

int
user_verb_stamp(struct user_verb *verb, enum sql_id id)
{
	struct query *query = db_query(verb->store, id);

	db_bind_text(query, 1, verb->user.id);
	db_bind_int(query, 2, store_now_s(verb->store));
	return db_run(query);
}

int
user_verb_set(struct user_verb *verb, enum sql_id id, int64_t value)
{
	struct query *query = db_query(verb->store, id);

	db_bind_text(query, 1, verb->user.id);
	db_bind_int(query, 2, store_now_s(verb->store));
	db_bind_int(query, 3, value);
	return db_run(query);
}

int
user_verb_end_sessions(struct user_verb *verb)
{
	return change_end_person(verb->change, verb->user.id);
}
