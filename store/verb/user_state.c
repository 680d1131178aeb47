/*
 * The verbs that change a person's state (S1-S7).  Each is idempotent: if the
 * state is already as requested, it succeeds without logging or publishing.
 */
#include "base/err.h"
#include "store/lock/lock.h"
#include "store/people/email.h"
#include "store/secret/history.h"
#include "store/secret/code.h"
#include "store/verb/user.h"
#include "store/verb/user_verb.h"

/* The common end of every change of state. */
static int
finish(struct user_verb *verb, const char *ends_by_policy, struct refusal *why)
{
	int rc = FIELD_OK;

	if (ends_by_policy != NULL &&
	    policy_has(&verb->policies, POLICY_END_SESSIONS_ON, ends_by_policy))
		rc = user_verb_end_sessions(verb);
	return rc == FIELD_OK ? user_verb_finish(verb, NULL, why) : rc;
}

/* For verbs on existing people: deleted people must be restored first. */
static int
begin_live(struct user_verb *verb, struct change *change, enum rules_verb id,
    const char *action, const char *person_id, struct refusal *why)
{
	int rc = user_verb_begin(verb, change, id, action, person_id, why);

	if (rc == FIELD_OK && verb->user.status == USER_DELETED)
		return refuse(why, REASON_IS_DELETED, verb->user.login, NULL);
	return rc;
}

/* S5: a code must not outlast a state that keeps the person out. */
static int
lose_codes(struct user_verb *verb)
{
	return code_revoke_all(verb->change, verb->user.id);
}

static int
set_status(struct user_verb *verb, enum user_status status)
{
	struct query *query = db_query(verb->store, SQL_USER_SET_STATUS);

	db_bind_text(query, 1, verb->user.id);
	db_bind_int(query, 2, store_now_s(verb->store));
	db_bind_text(query, 3, user_status_name(status));
	if (status == USER_INACTIVE)
		db_bind_int(query, 4, store_now_s(verb->store));
	else
		db_bind_null(query, 4);
	return db_run(query);
}

int
user_activate(struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = begin_live(
	    &verb, change, VERB_USER_ACTIVATE, "user.activate", person_id, why);

	if (rc != FIELD_OK || verb.user.status == USER_ACTIVE)
		return rc;
	rc = set_status(&verb, USER_ACTIVE);
	return rc == FIELD_OK ? finish(&verb, NULL, why) : rc;
}

/* Remove the person from approval groups and delegations (S2); this is not
 * undone automatically. */
static int
leave_duties(struct user_verb *verb)
{
	int rc = user_verb_run(verb, SQL_USER_LEAVE_APPROVALS);

	if (rc == FIELD_OK)
		rc = user_verb_stamp(verb, SQL_USER_END_DELEGATIONS);
	return rc;
}

int
user_deactivate(
    struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = begin_live(&verb, change, VERB_USER_DEACTIVATE,
	    "user.deactivate", person_id, why);

	if (rc != FIELD_OK || verb.user.status == USER_INACTIVE)
		return rc;
	rc = set_status(&verb, USER_INACTIVE);
	if (rc == FIELD_OK)
		rc = leave_duties(&verb);
	if (rc == FIELD_OK &&
	    policy_is(&verb.policies, POLICY_INACTIVE_LOGIN, "deny"))
		rc = lose_codes(&verb);
	return rc == FIELD_OK ? finish(&verb, "deactivate", why) : rc;
}

int
user_block(struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = begin_live(
	    &verb, change, VERB_USER_BLOCK, "user.block", person_id, why);

	if (rc != FIELD_OK || verb.user.blocked)
		return rc;
	rc = user_verb_set(&verb, SQL_USER_SET_BLOCKED, 1);
	if (rc == FIELD_OK)
		rc = lose_codes(&verb);
	return rc == FIELD_OK ? finish(&verb, "block", why) : rc;
}

int
user_unblock(struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = begin_live(
	    &verb, change, VERB_USER_UNBLOCK, "user.unblock", person_id, why);

	if (rc != FIELD_OK || !verb.user.blocked)
		return rc;
	rc = user_verb_set(&verb, SQL_USER_SET_BLOCKED, 0);
	return rc == FIELD_OK ? finish(&verb, NULL, why) : rc;
}

int
user_hold(struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = begin_live(
	    &verb, change, VERB_USER_HOLD, "user.hold", person_id, why);

	if (rc != FIELD_OK || verb.user.held)
		return rc;
	rc = user_verb_set(&verb, SQL_USER_SET_HELD, 1);
	if (rc == FIELD_OK)
		rc = lose_codes(&verb);
	return rc == FIELD_OK ? finish(&verb, "hold", why) : rc;
}

/* A password set while the person is held stays (S6). */
int
user_release(struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = begin_live(
	    &verb, change, VERB_USER_RELEASE, "user.release", person_id, why);

	if (rc != FIELD_OK || !verb.user.held)
		return rc;
	rc = user_verb_set(&verb, SQL_USER_SET_HELD, 0);
	return rc == FIELD_OK ? finish(&verb, NULL, why) : rc;
}

/* --- deletion, purge, restore (S4) ---------------------------------- */

/* Immediately, not at the restore: an erased secret cannot come back. */
static int
kill_secrets(struct user_verb *verb)
{
	int rc = history_keep(verb->store, &verb->user, &verb->policies);

	if (rc == FIELD_OK)
		rc = user_verb_run(verb, SQL_USER_DROP_PASSWORD);
	if (rc == FIELD_OK)
		rc = lose_codes(verb);
	if (rc == FIELD_OK)
		rc = lock_forget(verb->change, verb->user.id);
	return rc;
}

/* Part of an address is kept only while the policy forbids reuse. */
static int
spend_email(struct user_verb *verb, const char *email)
{
	unsigned char hash[USER_SPENT_SIZE];
	char folded[USER_EMAIL_SIZE];
	struct query *query;
	int rc;

	if (!policy_is(&verb->policies, POLICY_REUSE_DELETED_EMAIL, "no") ||
	    email_fold(email, folded, sizeof(folded)) != FIELD_OK)
		return FIELD_OK;
	rc = user_spent_hash(verb->store, folded, hash);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(verb->store, SQL_USER_SPEND_EMAIL);
	db_bind_text(query, 1, verb->user.org_id);
	db_bind_blob(query, 2, hash, sizeof(hash));
	db_bind_int(query, 3, store_now_s(verb->store));
	return db_run(query);
}

/* Everything that concerns only this person. */
static int
erase(struct user_verb *verb)
{
	static const enum sql_id erasures[] = {
		SQL_USER_PURGE_OUTBOX, /* it refers to codes */
		SQL_USER_PURGE_CODES,
		SQL_USER_PURGE_HISTORY,
		SQL_USER_PURGE_PIN,
		SQL_USER_PURGE_NOTICES,
		SQL_USER_PURGE_KEYS,
		SQL_USER_PURGE_IDENTITIES,
		SQL_USER_PURGE_ADDRESSES,
		SQL_USER_PURGE_PINS,
		SQL_USER_PURGE_ROLES,
		SQL_USER_PURGE_PERMISSIONS,
		SQL_USER_PURGE_PLACES,
		SQL_USER_PURGE_EVERY_PLACE,
		SQL_USER_PURGE_PORTALS,
		SQL_USER_PURGE_SUBSCRIPTIONS,
		SQL_USER_PURGE_SENDER,
		SQL_USER_PURGE_SESSIONS,
		SQL_USER_PURGE_LINKS,
		SQL_USER_PURGE_AUDIT,
		SQL_USER_PURGE_ARCHIVED,
	};
	int rc = spend_email(verb, verb->user.email);

	if (rc == FIELD_OK)
		rc = spend_email(verb, verb->user.mail_address);
	for (size_t i = 0;
	     rc == FIELD_OK && i < sizeof(erasures) / sizeof(erasures[0]); i++)
		rc = user_verb_run(verb, erasures[i]);
	if (rc == FIELD_OK)
		rc = user_verb_stamp(verb, SQL_USER_PURGE);
	return rc;
}

int
user_delete(struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	bool purge;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_DELETE, "user.delete", person_id, why);

	if (rc != FIELD_OK)
		return rc;
	purge = policy_is(&verb.policies, POLICY_DELETE_MODE, "purge");
	/* A hidden person can still be purged, once. */
	if (verb.user.status == USER_DELETED && (!purge || verb.user.purged))
		return refuse(why, REASON_IS_DELETED, verb.user.login, NULL);
	rc = leave_duties(&verb);
	if (rc == FIELD_OK)
		rc = kill_secrets(&verb);
	if (rc == FIELD_OK && purge) {
		verb.action = "user.purge";
		rc = erase(&verb);
	} else if (rc == FIELD_OK) {
		rc = user_verb_stamp(&verb, SQL_USER_SET_DELETED);
	}
	return rc == FIELD_OK ? finish(&verb, "delete", why) : rc;
}

/* Both addresses may belong to others by now. */
static int
check_email_again(struct user_verb *verb, struct refusal *why)
{
	char email[USER_EMAIL_SIZE], folded[USER_EMAIL_SIZE];
	int rc;

	if (!policy_is(&verb->policies, POLICY_EMAIL_UNIQUE, "yes"))
		return FIELD_OK;
	rc = user_take_email(verb->store, &verb->policies, verb->user.org_id,
	    verb->user.id, verb->user.email, email, folded, why);
	return rc == FIELD_OK ?
	    user_take_email(verb->store, &verb->policies, verb->user.org_id,
		verb->user.id, verb->user.mail_address, email, folded, why) :
	    rc;
}

/*
 * The person is active afterwards, without a secret.  A block or hold is a
 * separate decision, and stays until it is lifted.
 */
int
user_restore(struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_RESTORE, "user.restore", person_id, why);

	if (rc != FIELD_OK)
		return rc;
	if (verb.user.purged)
		return refuse(why, REASON_IS_PURGED, verb.user.login, NULL);
	if (verb.user.status != USER_DELETED)
		return refuse(why, REASON_NOT_DELETED, verb.user.login, NULL);
	rc = check_email_again(&verb, why);
	/* The role's permissions may have grown in the meantime. */
	if (rc == FIELD_OK)
		rc = user_verb_check_kind(&verb, verb.user.kind, why);
	if (rc == FIELD_OK)
		rc = kill_secrets(&verb);
	if (rc == FIELD_OK)
		rc = user_verb_stamp(&verb, SQL_USER_SET_RESTORED);
	/* whatever the policy left open when the person was deleted */
	if (rc == FIELD_OK)
		rc = user_verb_end_sessions(&verb);
	return rc == FIELD_OK ? finish(&verb, NULL, why) : rc;
}
