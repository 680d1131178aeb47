/* Issues the codes that let people in.  MUST: a code never reaches an actor
 * who lacks a right of its person (test_user_code). */
#include <sodium.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/core/detail.h"
#include "store/verb/user_code.h"

/* 'user.invite', with where the code went and until when it is valid. */
static int
audit(struct user_verb *verb, const struct user_code *code)
{
	struct detail detail = DETAIL_INIT;
	char iso[CLOCK_ISO_SIZE];

	detail_text(&detail, "delivery", delivery_name(code->way));
	detail_text(
	    &detail, "expires_at", clock_format_iso(code->expires_at, iso));
	return user_verb_audit(verb, &detail);
}

static int
issue(struct user_verb *verb, enum code_kind kind, int64_t valid_s,
    struct user_code *code)
{
	const struct code_new in = {
		.person_id = verb->user.id,
		.kind = kind,
		.delivery = delivery_name(code->way),
		.valid_s = valid_s,
	};
	int rc = code_make(verb->change, &in, code->text, NULL);

	code->expires_at = store_now_s(verb->store) + valid_s;
	if (rc == FIELD_OK)
		rc = audit(verb, code);
	if (rc != FIELD_OK)
		sodium_memzero(code->text, sizeof(code->text));
	return rc;
}

int
user_invite(struct change *change, const char *person_id,
    struct user_code *code, struct refusal *why)
{
	struct user_verb verb;
	bool again = false;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_INVITE, "user.invite", person_id, why);

	if (rc == FIELD_OK)
		rc = code_had(verb.store, person_id, CODE_INVITATION, &again);
	if (rc != FIELD_OK)
		return rc;
	return issue(&verb, CODE_INVITATION,
	    again ? policy_number(&verb.policies, POLICY_RESEND_TTL) :
		    policy_number(&verb.policies, POLICY_INVITE_TTL),
	    code);
}

int
user_link(struct change *change, const char *person_id, struct user_code *code,
    struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_LINK, "user.link", person_id, why);

	return rc == FIELD_OK ?
	    issue(&verb, CODE_LINK,
		policy_number(&verb.policies, POLICY_RESEND_TTL), code) :
	    rc;
}
