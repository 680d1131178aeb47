/* Gives passwords, and takes them away.  MUST: the former password is invalid as
 * soon as the change is committed (test_user_code). */
#include "base/err.h"
#include "store/secret/code.h"
#include "store/secret/secret.h"
#include "store/verb/user_secret.h"

/* Set by an administrator; also for held (S6) and inactive people (L7 refuses
 * only a reset for them). */
int
user_set_password(struct change *change, const char *person_id,
    const struct user_password *password, struct refusal *why)
{
	const struct secret_new in = {
		.hash = password->hash,
		.must_change = password->must_change,
		.is_kept = password->is_kept,
	};
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_PASSWORD, "user.password", person_id, why);

	if (rc == FIELD_OK && password->text != NULL)
		rc = secret_check_new(verb.store, password->text, NULL,
		    &verb.user, &verb.policies, why);
	if (rc != FIELD_OK || password->hash == NULL)
		return rc;
	return secret_store_hash(change, person_id, &in, why);
}

/* --- temporary passwords ------------------------------------------------------- */

int
user_give_temporary_within(struct user_verb *verb, enum mail_template template,
    struct given *given, struct refusal *why)
{
	struct secret_new in = { .hash = given->hash };
	int rc = given_choose(verb, given, why);

	given->what = GIVEN_PASSWORD;
	if (rc != FIELD_OK || given->hash == NULL)
		return rc;
	given->expires_at = store_now_s(verb->store) +
	    policy_number(&verb->policies, POLICY_TEMP_PASSWORD_TTL);
	in.expires_at = given->expires_at;
	rc = secret_store_hash(verb->change, verb->user.id, &in, why);
	if (rc != FIELD_OK || !given_is_sent(given))
		return rc;
	return given_send(verb, given, template, MAIL_FIELD_PASSWORD,
	    given->password->bytes, NULL);
}

int
user_give_temporary(struct change *change, const char *person_id,
    struct given *given, struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_PASSWORD, "user.password", person_id, why);

	return rc == FIELD_OK ?
	    user_give_temporary_within(&verb, MAIL_TEMPORARY, given, why) :
	    rc;
}

static int
end_everything(struct user_verb *verb)
{
	int rc = code_revoke_all(verb->change, verb->user.id);

	return rc == FIELD_OK ? user_verb_end_sessions(verb) : rc;
}

int
user_reset(struct change *change, const char *person_id, struct given *given,
    struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_RESET, "user.reset", person_id, why);

	if (rc == FIELD_OK)
		rc = user_give_temporary_within(&verb, MAIL_RESET, given, why);
	if (rc != FIELD_OK || given->hash == NULL)
		return rc;
	if (given->compromised)
		rc = end_everything(&verb);
	return rc == FIELD_OK ? given_audit(&verb, given) : rc;
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
