/* How secrets leave.  MUST: a secret is sent only where mail_may_carry_secret()
 * permits it (test_user_given). */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/access/mail_secret.h"
#include "store/core/detail.h"
#include "store/mail/outbox.h"
#include "store/people/user_mail.h"
#include "store/verb/given.h"

static const char *const names[] = {
	[GIVEN_BY_DEFAULT] = "none",
	[GIVEN_BY_MAIL] = "mail",
	[GIVEN_BY_TEXT] = "text",
	[GIVEN_BY_PRINT] = "print",
	[GIVEN_BY_SCREEN] = "screen",
	[GIVEN_BY_SHEET] = "sheet",
};

const char *
given_way_name(enum given_way way)
{
	return names[way];
}

int
given_way_by_name(const char *name, enum given_way *ret_way)
{
	for (size_t i = GIVEN_BY_MAIL; i < sizeof(names) / sizeof(names[0]);
	     i++)
		if (strcmp(names[i], name) == 0) {
			*ret_way = (enum given_way)i;
			return FIELD_OK;
		}
	return FIELD_ENOTFOUND;
}

bool
given_is_sent(const struct given *given)
{
	return given->way == GIVEN_BY_MAIL || given->way == GIVEN_BY_TEXT;
}

static int
take_address(struct user_verb *verb, struct given *given)
{
	if (given->way == GIVEN_BY_MAIL)
		return user_mail_address(
		    verb->store, verb->user.id, given->address);
	(void)str_copy(
	    given->address, sizeof(given->address), verb->user.mobile);
	return FIELD_OK;
}

int
given_choose(struct user_verb *verb, struct given *given, struct refusal *why)
{
	const bool by_default = given->way == GIVEN_BY_DEFAULT;
	int rc;

	given->address[0] = '\0';
	given->instead.reason = REASON_NONE;
	if (!by_default && !given_is_sent(given))
		return FIELD_OK;
	rc = mail_may_carry_secret(
	    verb->store, &verb->user, given->way == GIVEN_BY_TEXT, why);
	if (rc == FIELD_EDENIED && by_default) {
		given->way = GIVEN_BY_PRINT;
		given->instead = *why;
		return FIELD_OK;
	}
	if (rc != FIELD_OK)
		return rc;
	if (by_default)
		given->way = GIVEN_BY_MAIL;
	return take_address(verb, given);
}

int
given_ask(struct change *change, enum rules_verb rule, const char *action,
    const char *person_id, struct given *given, struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(&verb, change, rule, action, person_id, why);

	return rc == FIELD_OK ? given_choose(&verb, given, why) : rc;
}

/* The name of the person who caused it; "" for root. */
static int
name_actor(struct user_verb *verb, char name[2 * USER_TEXT_SIZE])
{
	struct user user;
	int rc;

	name[0] = '\0';
	if (verb->actor.kind != ACTOR_PERSON)
		return FIELD_OK;
	rc = user_by_id(verb->store, verb->actor.id, &user);
	if (rc == FIELD_OK)
		user_full_name(&user, name, 2 * USER_TEXT_SIZE);
	return rc;
}

int
given_send(struct user_verb *verb, const struct given *given,
    enum mail_template template, enum mail_field field, const char *text,
    const char *code_id)
{
	struct outbox_new mail = { .template = template,
		.org_id = verb->user.org_id,
		.person_id = verb->user.id,
		.by_text = given->way == GIVEN_BY_TEXT,
		.code_id = code_id };
	char by[2 * USER_TEXT_SIZE];
	int rc;

	if (!given_is_sent(given))
		return FIELD_OK;
	rc = name_actor(verb, by);
	if (rc != FIELD_OK)
		return rc;
	if (by[0] != '\0') {
		mail.sender_id = verb->actor.id;
		mail.fields.text[MAIL_FIELD_BY] = by;
	}
	mail.fields.text[field] = text;
	mail.fields.time_s[MAIL_FIELD_EXPIRES] = given->expires_at;
	return outbox_queue(verb->change, &mail);
}

int
given_audit(struct user_verb *verb, const struct given *given)
{
	struct detail detail = DETAIL_INIT;
	char iso[CLOCK_ISO_SIZE];

	detail_text(&detail, "delivery", given_way_name(given->way));
	detail_text(
	    &detail, "expires_at", clock_format_iso(given->expires_at, iso));
	if (given->compromised)
		detail_bool(&detail, "compromised", true);
	return user_verb_audit(verb, &detail);
}

void
given_wipe(struct given *given)
{
	sodium_memzero(given->code, sizeof(given->code));
}
