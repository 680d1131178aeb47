/* Issues the codes that let people in.  MUST: a code never reaches an actor
 * who lacks a right of its person (test_user_code). */
#include <sodium.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/core/detail.h"
#include "store/people/email.h"
#include "store/verb/user_code.h"

/* What each kind is called in the log, and the mail that carries it. */
struct code_kind_of_verb {
	enum code_kind kind;
	const char *action;
	enum mail_template template;
	bool is_local; /* it works at this terminal only */
};

static const struct code_kind_of_verb invitation = { CODE_INVITATION,
	"user.invite", MAIL_INVITATION, false };
static const struct code_kind_of_verb link_code = { CODE_LINK, "user.link",
	MAIL_LINK, false };
/* never mailed */
static const struct code_kind_of_verb lead_code = { CODE_LEAD, "user.code",
	MAIL_LINK, true };

/* The code is made, sent if it is to be, and logged. */
static int
make(struct user_verb *verb, const struct code_kind_of_verb *what,
    int64_t valid_s, struct given *given)
{
	char folded[USER_EMAIL_SIZE] = "", id[ID_SIZE];
	const struct code_new in = {
		.person_id = verb->user.id,
		.kind = what->kind,
		.delivery = given_way_name(given->way),
		.email_folded = folded,
		.terminal = what->is_local ?
		    store_config(verb->store)->terminal_name :
		    NULL,
		.valid_s = valid_s,
	};
	int rc = FIELD_OK;

	if (given->way == GIVEN_BY_MAIL)
		rc = email_fold(given->address, folded, sizeof(folded));
	if (rc == FIELD_OK)
		rc = code_make(verb->change, &in, given->code, id);
	if (rc != FIELD_OK)
		return rc;
	given->what = GIVEN_CODE;
	given->expires_at = store_now_s(verb->store) + valid_s;
	rc = given_send(
	    verb, given, what->template, MAIL_FIELD_CODE, given->code, id);
	if (rc != FIELD_OK || given_is_sent(given))
		given_wipe(given);
	return rc;
}

static int
issue(struct user_verb *verb, const struct code_kind_of_verb *what,
    int64_t valid_s, struct given *given, struct refusal *why)
{
	int rc = given_choose(verb, given, why);

	verb->action = what->action;
	if (rc == FIELD_OK)
		rc = make(verb, what, valid_s, given);
	return rc == FIELD_OK ? given_audit(verb, given) : rc;
}

int
user_invite_within(
    struct user_verb *verb, struct given *given, struct refusal *why)
{
	bool again = false;
	int rc = code_had(verb->store, verb->user.id, CODE_INVITATION, &again);

	if (rc != FIELD_OK)
		return rc;
	return issue(verb, &invitation,
	    again ? policy_number(&verb->policies, POLICY_RESEND_TTL) :
		    policy_number(&verb->policies, POLICY_INVITE_TTL),
	    given, why);
}

int
user_invite(struct change *change, const char *person_id, struct given *given,
    struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_INVITE, invitation.action, person_id, why);

	return rc == FIELD_OK ? user_invite_within(&verb, given, why) : rc;
}

int
user_link(struct change *change, const char *person_id, struct given *given,
    struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_LINK, link_code.action, person_id, why);

	return rc == FIELD_OK ?
	    issue(&verb, &link_code,
		policy_number(&verb.policies, POLICY_RESEND_TTL), given, why) :
	    rc;
}

int
user_lead_code(struct change *change, const char *person_id,
    struct given *given, struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_CODE, lead_code.action, person_id, why);

	if (rc != FIELD_OK)
		return rc;
	given->way = GIVEN_BY_SCREEN;
	return issue(&verb, &lead_code,
	    policy_number(&verb.policies, POLICY_CODE_TTL), given, why);
}

static int
make_batch(struct user_verb *verb, struct user_recovery *recovery)
{
	const struct code_new in = {
		.person_id = verb->user.id,
		.kind = CODE_RECOVERY,
		.delivery = given_way_name(GIVEN_BY_PRINT),
		.source_kind = "console",
		.valid_s = recovery->valid_s,
	};
	int rc = code_revoke_kind(verb->change, verb->user.id, CODE_RECOVERY);

	recovery->expires_at = store_now_s(verb->store) + recovery->valid_s;
	for (size_t i = 0; rc == FIELD_OK && i < recovery->count; i++)
		rc = code_make(verb->change, &in, recovery->codes[i], NULL);
	if (rc != FIELD_OK)
		sodium_memzero(recovery->codes, sizeof(recovery->codes));
	return rc;
}

int
user_recovery(struct change *change, const char *person_id,
    struct user_recovery *recovery, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	char iso[CLOCK_ISO_SIZE];
	struct user_verb verb;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_RECOVERY, "user.recovery", person_id, why);

	if (rc == FIELD_OK)
		rc = make_batch(&verb, recovery);
	if (rc != FIELD_OK)
		return rc;
	detail_int(&detail, "count", (int64_t)recovery->count);
	detail_text(
	    &detail, "expires_at", clock_format_iso(recovery->expires_at, iso));
	return user_verb_audit(&verb, &detail);
}
