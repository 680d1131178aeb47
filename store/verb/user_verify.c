/* People confirm their own address.  MUST: only the code itself is accepted,
 * and the code alone is not sufficient; tested by test_user_verify. */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/email.h"
#include "base/err.h"
#include "base/str.h"
#include "store/mail/outbox.h"
#include "store/secret/code.h"
#include "store/verb/user_verb.h"
#include "store/verb/user_verify.h"

static bool
is_settled(const struct user *user)
{
	return !user->email_pending && user->email_verified_at != 0;
}

/* The person, who must have an address that is not yet confirmed or
 * verified. */
static int
begin(struct user_verb *verb, struct change *change, const char *person_id,
    char folded[EMAIL_SIZE], struct refusal *why)
{
	int rc = user_verb_begin(verb, change, VERB_USER_EDIT_SELF,
	    "user.verify-email", person_id, why);

	if (rc != FIELD_OK)
		return rc;
	if (verb->user.email[0] == '\0')
		return refuse(why, REASON_NO_EMAIL, NULL, NULL);
	if (is_settled(&verb->user))
		return refuse(
		    why, REASON_EMAIL_SETTLED, verb->user.email, NULL);
	return email_fold(verb->user.email, folded, EMAIL_SIZE);
}

static int
queue(struct user_verb *verb, const struct code_new *code, const char *id,
    const char *text)
{
	struct outbox_new mail = { .template = MAIL_VERIFY_EMAIL,
		.org_id = verb->user.org_id,
		.person_id = verb->user.id,
		.address = verb->user.email,
		.code_id = id };

	mail.fields.text[MAIL_FIELD_CODE] = text;
	mail.fields.time_s[MAIL_FIELD_EXPIRES] = store_now_s(verb->store) +
	    code->valid_s;
	return outbox_queue(verb->change, &mail);
}

/* To the person's present address, FOLDED; RET_EXPIRES_AT may be NULL. */
static int
mail_code(struct user_verb *verb, const char *folded, int64_t *ret_expires_at)
{
	struct detail detail = DETAIL_INIT;
	const struct code_new code = { .person_id = verb->user.id,
		.kind = CODE_VERIFY_EMAIL,
		.delivery = "mail",
		.email_folded = folded,
		.valid_s = policy_number(&verb->policies, POLICY_CODE_TTL) };
	char text[CODE_SIZE], id[ID_SIZE];
	int rc = code_make(verb->change, &code, text, id);

	if (rc == FIELD_OK)
		rc = queue(verb, &code, id, text);
	sodium_memzero(text, sizeof(text));
	if (rc != FIELD_OK)
		return rc;
	if (ret_expires_at != NULL)
		*ret_expires_at = store_now_s(verb->store) + code.valid_s;
	detail_text(&detail, "code", "mailed");
	return user_verb_audit(verb, &detail);
}

int
user_mail_code(
    struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	char folded[EMAIL_SIZE];
	int rc = begin(&verb, change, person_id, folded, why);

	return rc == FIELD_OK ? mail_code(&verb, folded, NULL) : rc;
}

int
user_give_verification(struct change *change, const char *person_id,
    struct given *given, struct refusal *why)
{
	struct user_verb verb;
	char folded[EMAIL_SIZE];
	int rc = user_verb_begin(&verb, change, VERB_USER_VERIFY_EMAIL,
	    "user.verify-email", person_id, why);

	if (rc != FIELD_OK)
		return rc;
	if (!config_sends_mail(store_config(verb.store)))
		return refuse(why, REASON_NO_MAIL_SERVER, NULL, NULL);
	given->what = GIVEN_NOTHING;
	if (verb.user.email[0] == '\0') {
		(void)refuse(&given->instead, REASON_NO_MAIL_ADDRESS,
		    verb.user.login, NULL);
		return FIELD_OK;
	}
	if (is_settled(&verb.user)) {
		(void)refuse(&given->instead, REASON_EMAIL_VERIFIED,
		    verb.user.login, NULL);
		return FIELD_OK;
	}
	given->way = GIVEN_BY_MAIL;
	given->what = GIVEN_CODE;
	(void)str_copy(given->address, sizeof(given->address), verb.user.email);
	rc = email_fold(verb.user.email, folded, sizeof(folded));
	return rc == FIELD_OK ? mail_code(&verb, folded, &given->expires_at) :
				rc;
}

static int
verify(struct user_verb *verb, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct query *query = db_query(verb->store, SQL_USER_VERIFY_EMAIL);
	const struct user *user = &verb->user;
	int rc;

	db_bind_text(query, 1, user->id);
	db_bind_int(query, 2, store_now_s(verb->store));
	db_bind_text(query, 3, change_actor(verb->change)->id);
	rc = db_run(query);
	if (rc == FIELD_OK && user->email_pending)
		rc = user_mail_moves(verb, user->email, true);
	if (rc != FIELD_OK)
		return rc;
	if (user->email_pending)
		detail_change(
		    &detail, "mail_address", user->mail_address, user->email);
	detail_text(&detail, "verified", user->email);
	return user_verb_finish(verb, &detail, why);
}

int
user_verify_email(struct change *change, const char *person_id,
    const char *code, const char *method, bool *ret_right, struct refusal *why)
{
	struct user_verb verb;
	char folded[EMAIL_SIZE];
	int rc = begin(&verb, change, person_id, folded, why);

	*ret_right = false;
	if (rc != FIELD_OK)
		return rc;
	if (strcmp(method, "password") != 0)
		return refuse(why, REASON_NEEDS_PASSWORD, NULL, NULL);
	rc = code_redeem(
	    change, person_id, CODE_VERIFY_EMAIL, folded, code, ret_right);
	return rc == FIELD_OK && *ret_right ? verify(&verb, why) : rc;
}
