/* The address that a person sends from.  MUST: it is theirs, by a code that only
 * its reader has; tested by test_user_sender. */
#include <sodium.h>
#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "base/str.h"
#include "store/mail/outbox.h"
#include "store/people/user_mail.h"
#include "store/secret/code.h"
#include "store/verb/user_sender.h"
#include "store/verb/user_verb.h"

#define ACTION "user.sender"
/* The addresses that codes are mailed to are any that a person types. */
#define CODES_WITHIN_S 3600
#define CODES_MAX      5

static int
begin(struct user_verb *verb, struct change *change, const char *person_id,
    struct refusal *why)
{
	int rc = user_verb_begin(
	    verb, change, VERB_USER_EDIT_SELF, ACTION, person_id, why);

	if (rc == FIELD_OK &&
	    !policy_is(&verb->policies, POLICY_OWN_SENDER, "yes"))
		return refuse(why, REASON_NO_OWN_SENDER, NULL, NULL);
	return rc;
}

/* VERIFIED_AT 0: not yet. */
static int
put(struct user_verb *verb, const char *address, int64_t verified_at)
{
	struct query *query = db_query(verb->store, SQL_USER_SET_SENDER);

	db_bind_text(query, 1, verb->user.id);
	db_bind_int(query, 2, store_now_s(verb->store));
	db_bind_text(query, 3, address);
	db_bind_int(query, 4, verified_at);
	return db_run(query);
}

static int
audit(struct user_verb *verb, const char *address, const char *state)
{
	struct detail detail = DETAIL_INIT;

	detail_text(&detail, "sender", address);
	detail_text(&detail, "state", state);
	return user_verb_audit(verb, &detail);
}

static int
mail_code(struct user_verb *verb, const char *address, const char *folded)
{
	struct code_new code = { .person_id = verb->user.id,
		.kind = CODE_VERIFY_SENDER,
		.delivery = "mail",
		.email_folded = folded,
		.valid_s = policy_number(&verb->policies, POLICY_CODE_TTL) };
	struct outbox_new mail = { .template = MAIL_VERIFY_SENDER,
		.org_id = verb->user.org_id,
		.person_id = verb->user.id,
		.address = address };
	char text[CODE_SIZE], id[ID_SIZE];
	int rc = code_make(verb->change, &code, text, id);

	if (rc != FIELD_OK)
		return rc;
	mail.code_id = id;
	mail.fields.text[MAIL_FIELD_CODE] = text;
	mail.fields.time_s[MAIL_FIELD_EXPIRES] = store_now_s(verb->store) +
	    code.valid_s;
	rc = outbox_queue(verb->change, &mail);
	sodium_memzero(text, sizeof(text));
	return rc;
}

static int
check_often(struct user_verb *verb, struct refusal *why)
{
	struct query *query = db_query(verb->store, SQL_SENDER_CODES_SINCE);
	int64_t count = 0;
	int rc;

	db_bind_text(query, 1, verb->user.id);
	db_bind_int(query, 2, store_now_s(verb->store) - CODES_WITHIN_S);
	rc = db_step(query);
	if (rc == 1)
		count = db_int(query, ONLY_COLUMN);
	db_done(query);
	if (rc < 0)
		return rc;
	return count >= CODES_MAX ?
	    refuse(why, REASON_ASKED_OFTEN, NULL, NULL) :
	    FIELD_OK;
}

/* Whether a code for the address was entered already. */
static bool
is_verified(const struct user *user, const char *folded)
{
	char mail_folded[EMAIL_SIZE];

	return user->email_verified_at != 0 && user->mail_address[0] != '\0' &&
	    email_fold(user->mail_address, mail_folded, EMAIL_SIZE) ==
	    FIELD_OK &&
	    strcmp(mail_folded, folded) == 0;
}

static int
set(struct user_verb *verb, const char *address, bool *ret_verified,
    struct refusal *why)
{
	char folded[EMAIL_SIZE];
	int rc = email_fold(address, folded, EMAIL_SIZE);

	if (rc == FIELD_EINVAL)
		return refuse(why, REASON_BAD_EMAIL, address, NULL);
	if (rc != FIELD_OK)
		return rc;
	*ret_verified = is_verified(&verb->user, folded);
	if (!*ret_verified)
		rc = check_often(verb, why);
	if (rc != FIELD_OK)
		return rc;
	rc = put(verb, address, *ret_verified ? store_now_s(verb->store) : 0);
	if (rc == FIELD_OK && !*ret_verified)
		rc = mail_code(verb, address, folded);
	return rc == FIELD_OK ?
	    audit(verb, address, *ret_verified ? "verified" : "mailed") :
	    rc;
}

int
user_set_sender(struct change *change, const char *person_id,
    const char *address, bool *ret_verified, struct refusal *why)
{
	struct user_verb verb;
	int rc;

	*ret_verified = false;
	if (address[0] != '\0') {
		rc = begin(&verb, change, person_id, why);
		return rc == FIELD_OK ? set(&verb, address, ret_verified, why) :
					rc;
	}
	/* whatever the policy is now */
	rc = user_verb_begin(
	    &verb, change, VERB_USER_EDIT_SELF, ACTION, person_id, why);
	if (rc == FIELD_OK)
		rc = code_revoke_kind(change, person_id, CODE_VERIFY_SENDER);
	if (rc == FIELD_OK)
		rc = put(&verb, "", 0);
	return rc == FIELD_OK ? audit(&verb, "", "removed") : rc;
}

int
user_verify_sender(struct change *change, const char *person_id,
    const char *code, bool *ret_right, struct refusal *why)
{
	char address[EMAIL_SIZE], folded[EMAIL_SIZE];
	struct user_verb verb;
	int64_t verified_at;
	int rc = begin(&verb, change, person_id, why);

	*ret_right = false;
	if (rc == FIELD_OK)
		rc = user_mail_identity(
		    verb.store, person_id, address, &verified_at);
	if (rc != FIELD_OK || address[0] == '\0')
		return rc;
	rc = email_fold(address, folded, EMAIL_SIZE);
	if (rc == FIELD_OK)
		rc = code_redeem(change, person_id, CODE_VERIFY_SENDER, folded,
		    code, ret_right);
	if (rc != FIELD_OK || !*ret_right)
		return rc;
	rc = put(&verb, address, store_now_s(verb.store));
	return rc == FIELD_OK ? audit(&verb, address, "verified") : rc;
}
