/* Confirms an address, and notifies the former one (A4). */
#include <string.h>

#include "base/err.h"
#include "store/core/detail.h"
#include "store/mail/outbox.h"
#include "store/secret/code.h"
#include "store/verb/user_mail.h"
#include "store/verb/user_verb.h"

/* To the previous address, whatever the person's is when the mail is sent. */
static int
tell(struct user_verb *verb, const char *email, bool confirmed)
{
	const struct user *user = &verb->user;
	struct outbox_new mail = {
		.template = !confirmed ? MAIL_ADDRESS_PENDING :
		    email[0] != '\0'   ? MAIL_ADDRESS_CHANGED :
					 MAIL_ADDRESS_REMOVED,
		.org_id = user->org_id,
		.person_id = user->id,
		.address = user->mail_address,
	};

	mail.fields.text[MAIL_FIELD_OLD] = user->mail_address;
	if (email[0] != '\0')
		mail.fields.text[MAIL_FIELD_NEW] = email;
	return outbox_queue(verb->change, &mail);
}

int
user_mail_moves(struct user_verb *verb, const char *email, bool confirmed)
{
	int rc = FIELD_OK;

	if (verb->user.mail_address[0] != '\0')
		rc = tell(verb, email, confirmed);
	if (rc == FIELD_OK && confirmed)
		rc = code_revoke_sent(verb->change, verb->user.id);
	return rc;
}

static int
put_confirmed(struct user_verb *verb)
{
	struct query *query = db_query(verb->store, SQL_USER_CONFIRM_EMAIL);

	db_bind_text(query, 1, verb->user.id);
	db_bind_int(query, 2, store_now_s(verb->store));
	db_bind_text(query, 3, change_actor(verb->change)->id);
	return db_run(query);
}

static int
finish(struct user_verb *verb, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;

	detail_change(
	    &detail, "mail_address", verb->user.mail_address, verb->user.email);
	return user_verb_finish(verb, &detail, why);
}

int
user_confirm_email(
    struct change *change, const char *person_id, struct refusal *why)
{
	struct user_verb verb;
	int rc = user_verb_begin(&verb, change, VERB_USER_CONFIRM_EMAIL,
	    "user.confirm-email", person_id, why);

	if (rc != FIELD_OK || !verb.user.email_pending)
		return rc;
	if (verb.actor.kind == ACTOR_PERSON &&
	    strcmp(verb.user.email_by, verb.actor.id) == 0)
		return refuse(why, REASON_SELF, verb.action, NULL);
	rc = put_confirmed(&verb);
	if (rc == FIELD_OK)
		rc = user_mail_moves(&verb, verb.user.email, true);
	return rc == FIELD_OK ? finish(&verb, why) : rc;
}
