/* Retries, drops and tests mail.  What is dropped is in the log, since a mail may
 * be a warning to its recipient. */
#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "store/access/actor.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/mail/outbox.h"
#include "store/verb/mail.h"

struct mail_verb {
	struct change *change;
	const char *action, *outbox_id;
	char org_id[ID_SIZE], template[32];
};

static int
find(struct mail_verb *verb)
{
	struct query *query = db_query(
	    change_store(verb->change), SQL_OUTBOX_ORG);
	int rc;

	db_bind_text(query, 1, verb->outbox_id);
	rc = db_step(query);
	if (rc == 1) {
		db_copy(query, OUTBOX_ORG_ID, verb->org_id, ID_SIZE);
		db_copy(query, OUTBOX_ORG_TEMPLATE, verb->template,
		    sizeof(verb->template));
	}
	db_done(query);
	if (rc == 0)
		return FIELD_ENOTFOUND;
	return rc < 0 ? rc : FIELD_OK;
}

static int
begin(struct mail_verb *verb, struct refusal *why)
{
	int rc = find(verb);

	return rc == FIELD_OK ? actor_may(verb->change, VERB_MAIL, verb->org_id,
				    false, verb->action, why) :
				rc;
}

static int
audit(const struct mail_verb *verb, const char *address)
{
	struct detail detail = DETAIL_INIT;
	int rc;

	detail_text(&detail, "template", verb->template);
	if (address != NULL)
		detail_text(&detail, "mail_address", address);
	rc = audit_append(verb->change,
	    &(struct audit_entry){ .action = verb->action,
		.subject = verb->outbox_id,
		.org_id = verb->org_id,
		.detail = &detail });
	detail_release(&detail);
	return rc;
}

/* Run QUERY, which changes the row unless its state forbids that. */
static int
apply(const struct mail_verb *verb, struct query *query, struct refusal *why)
{
	int rc = db_run(query);

	if (rc != FIELD_OK)
		return rc;
	if (db_changes(change_store(verb->change)) == 0)
		return refuse(why, REASON_MAIL_CLOSED, verb->outbox_id, NULL);
	return audit(verb, NULL);
}

int
mail_retry(struct change *change, const char *outbox_id, struct refusal *why)
{
	struct mail_verb verb = {
		.change = change, .action = "mail.retry", .outbox_id = outbox_id
	};
	struct store *store = change_store(change);
	struct query *query;
	int rc = begin(&verb, why);

	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_OUTBOX_RETRY_NOW);
	db_bind_text(query, 1, outbox_id);
	db_bind_int(query, 2, store_now_s(store));
	return apply(&verb, query, why);
}

int
mail_drop(struct change *change, const char *outbox_id, struct refusal *why)
{
	struct mail_verb verb = {
		.change = change, .action = "mail.drop", .outbox_id = outbox_id
	};
	struct store *store = change_store(change);
	struct query *query;
	int rc = begin(&verb, why);

	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_OUTBOX_DROP_BY);
	db_bind_text(query, 1, outbox_id);
	db_bind_int(query, 2, store_now_s(store));
	db_bind_text(query, 3, change_actor(change)->id);
	return apply(&verb, query, why);
}

/* The row that outbox_queue() has just added. */
static int
newest(struct store *store, char *ret_id)
{
	struct query *query = db_query(store, SQL_OUTBOX_NEWEST);
	int rc = db_step(query);

	if (rc == 1)
		db_copy(query, ONLY_COLUMN, ret_id, ID_SIZE);
	db_done(query);
	return rc == 1 ? FIELD_OK : rc < 0 ? rc : FIELD_ENOTFOUND;
}

int
mail_test(struct change *change, const char *org_id, const char *address,
    char *ret_id, struct refusal *why)
{
	struct store *store = change_store(change);
	struct mail_verb verb = {
		.change = change, .action = "mail.test", .outbox_id = ret_id
	};
	char folded[EMAIL_SIZE];
	int rc = actor_may(change, VERB_MAIL, org_id, false, verb.action, why);

	if (rc != FIELD_OK)
		return rc;
	if (!config_sends_mail(store_config(store)))
		return refuse(why, REASON_NO_MAIL_SERVER, NULL, NULL);
	rc = email_fold(address, folded, sizeof(folded));
	if (rc == FIELD_EINVAL)
		return refuse(why, REASON_BAD_EMAIL, address, NULL);
	if (rc == FIELD_OK)
		rc = outbox_queue(change,
		    &(struct outbox_new){ .template = MAIL_TEST,
			.org_id = org_id,
			.address = address });
	if (rc == FIELD_OK)
		rc = newest(store, ret_id);
	if (rc == FIELD_OK)
		rc = find(&verb);
	return rc == FIELD_OK ? audit(&verb, address) : rc;
}
