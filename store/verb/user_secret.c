/* Gives passwords, and takes them away.  MUST: the former password is invalid as soon as the
 * change is committed (test_user_secret). */
#include "base/err.h"
#include "store/core/detail.h"
#include "store/secret/code.h"
#include "store/secret/secret.h"
#include "store/verb/user.h"
#include "store/verb/user_secret.h"

/* Set by an administrator; also for held (S6) and inactive people (L7 refuses
 * only a reset by mail for them). */
int
user_set_password(struct change *change, const char *person_id,
    struct user_password *password, struct refusal *why)
{
	struct secret_new in = {
		.hash = password->hash,
		.must_change = password->must_change,
		.is_kept = password->is_kept,
	};
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_PASSWORD, "user.password", person_id, why);

	if (rc != FIELD_OK)
		return rc;
	if (verb.user.status == USER_DELETED)
		return refuse(why, REASON_IS_DELETED, verb.user.login, NULL);
	if (password->text != NULL)
		rc = secret_check_new(verb.store, password->text, NULL,
		    &verb.user, &verb.policies, why);
	if (rc != FIELD_OK || password->hash == NULL)
		return rc;
	if (password->temporary)
		in.expires_at = store_now_s(verb.store) +
		    policy_number(&verb.policies, POLICY_TEMP_PASSWORD_TTL);
	password->expires_at = in.expires_at;
	return secret_store_hash(change, person_id, &in, why);
}

static int
end_everything(struct user_verb *verb)
{
	int rc = code_revoke_all(verb->change, verb->user.id);

	return rc == FIELD_OK ? user_verb_end_sessions(verb) : rc;
}

int
user_reset(struct change *change, const char *person_id,
    struct user_reset *reset, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct secret_new in = { .hash = reset->hash };
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_RESET, "user.reset", person_id, why);

	if (rc != FIELD_OK || reset->hash == NULL)
		return rc;
	reset->expires_at = store_now_s(verb.store) +
	    policy_number(&verb.policies, POLICY_TEMP_PASSWORD_TTL);
	in.expires_at = reset->expires_at;
	rc = secret_store_hash(change, person_id, &in, why);
	if (rc == FIELD_OK && reset->compromised)
		rc = end_everything(&verb);
	if (rc != FIELD_OK)
		return rc;
	detail_text(&detail, "delivery", delivery_name(reset->way));
	if (reset->compromised)
		detail_bool(&detail, "compromised", true);
	return user_verb_audit(&verb, &detail);
}

int
user_force_reset(
    struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(&verb, change, VERB_USER_FORCE_CHANGE,
	    "user.force-reset", person_id, why);

	if (rc == FIELD_OK)
		rc = user_verb_set(&verb, SQL_PERSON_SET_MUST_CHANGE, 1);
	if (rc == FIELD_OK)
		rc = code_revoke_all(change, person_id);
	return rc == FIELD_OK ? user_verb_audit(&verb, NULL) : rc;
}
