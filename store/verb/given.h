/*
 * store/verb/given: a secret that is made for a person, and the way in which it
 * reaches them.
 * Layer: store.  Users: the verbs that make secrets, org, control/user.
 *
 * A secret is mailed or sent as a text, and then only the outbox has it, sealed;
 * or it is returned, once, to the actor, who hands it on.
 */
#ifndef STORE_VERB_GIVEN_H
#define STORE_VERB_GIVEN_H

#include "base/secret.h"
#include "store/mail/template.h"
#include "store/secret/code.h"
#include "store/verb/user_verb.h"

enum given_way {
	GIVEN_BY_DEFAULT, /* mailed if possible, otherwise printed */
	GIVEN_BY_MAIL,
	GIVEN_BY_TEXT,
	GIVEN_BY_PRINT,
	GIVEN_BY_SCREEN, /* shown to the person at once */
	GIVEN_BY_SHEET,  /* printed on paper */
};

enum given_what { GIVEN_NOTHING, GIVEN_CODE, GIVEN_PASSWORD };

/* Zero it first; wipe it by given_wipe(). */
struct given {
	enum given_way way; /* as requested; the result: as done */
	/*
	 * A temporary password (store/secret/temporary), made and hashed before
	 * the change, if the verb gives one.  Without a hash, the verb only asks
	 * whether it may be given.
	 */
	const struct secret *password;
	const char *hash;
	bool compromised; /* user_reset() */
	/* The results. */
	enum given_what what;
	char code[CODE_SIZE]; /* "" if it was not returned */
	int64_t expires_at;
	char address[USER_EMAIL_SIZE]; /* or number that it was sent to */
	/* Why it is returned although it was to be mailed, or why there is
	 * nothing; REASON_NONE otherwise. */
	struct refusal instead;
};

/* The word for a way, as in one_time_code.delivery; "none" for the default. */
const char *given_way_name(enum given_way way);
/* FIELD_ENOTFOUND. */
int given_way_by_name(const char *name, enum given_way *ret_way);

/* Whether the secret was handed to the mailer, so that no one else has it. */
bool given_is_sent(const struct given *given);

/* Choose the way for the person of VERB.  FIELD_EDENIED with *why if the way
 * that was requested is not possible. */
int given_choose(
    struct user_verb *verb, struct given *given, struct refusal *why);

/* Whether the rule of a verb and the way allow it, without doing anything: the
 * change can go on after a refusal. */
int given_ask(struct change *change, enum rules_verb rule, const char *action,
    const char *person_id, struct given *given, struct refusal *why);

/* Queue the secret TEXT as the template's FIELD, if it is to be sent.  CODE_ID
 * may be NULL. */
int given_send(struct user_verb *verb, const struct given *given,
    enum mail_template template, enum mail_field field, const char *text,
    const char *code_id);

/* Log 'done' with the way and the expiry. */
int given_audit(struct user_verb *verb, const struct given *given);

void given_wipe(struct given *given);

#endif
