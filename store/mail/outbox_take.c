/* Takes mail out of the outbox. */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/mail/gateway.h"
#include "store/mail/image.h"
#include "store/mail/outbox.h"
#include "store/mail/outbox_inside.h"
#include "store/mail/outbox_send.h"
#include "store/mail/render.h"

void
outgoing_release(struct outgoing *outgoing)
{
	secret_release(&outgoing->subject);
	secret_release(&outgoing->body);
	secret_release(&outgoing->request_url);
	image_free(outgoing->image, outgoing->image_len);
	outgoing->image = NULL;
}

/* --- what is no longer needed ----------------------------------------------------- */

static int
sweep(struct store *store)
{
	int64_t now_s = store_now_s(store);
	struct query *query = db_query(store, SQL_OUTBOX_SWEEP);
	int rc;

	db_bind_int(query, 1, now_s - OUTBOX_KEEP_S);
	rc = db_run(query);
	if (rc != FIELD_OK || config_sends_mail(store_config(store)))
		return rc;
	query = db_query(store, SQL_OUTBOX_GIVE_UP_OLD);
	db_bind_int(query, 1, now_s);
	db_bind_text(query, 2, N_("no mail server is configured"));
	db_bind_int(query, 3, now_s - OUTBOX_GIVE_UP_S);
	return db_run(query);
}

/* --- the next row ------------------------------------------------------------------ */

static void
fetch(struct query *query, struct outbox_row *row)
{
	db_copy(query, OUTBOX_NEXT_ID, row->id, sizeof(row->id));
	row->is_known = mail_template_by_name(
			    db_text(query, OUTBOX_NEXT_TEMPLATE),
			    &row->template) == FIELD_OK;
	db_copy(query, OUTBOX_NEXT_PERSON_ID, row->person_id, ID_SIZE);
	db_copy(query, OUTBOX_NEXT_ORG_ID, row->org_id, ID_SIZE);
	db_copy(query, OUTBOX_NEXT_SENDER_ID, row->sender_id, ID_SIZE);
	db_copy(query, OUTBOX_NEXT_ADDRESS, row->address, sizeof(row->address));
	row->by_text = db_int(query, OUTBOX_NEXT_BY_TEXT) != 0;
	row->tries = db_int(query, OUTBOX_NEXT_TRIES);
	row->created_at = db_int(query, OUTBOX_NEXT_CREATED_AT);
	row->has_code = db_int(query, OUTBOX_NEXT_HAS_CODE) != 0;
	row->code_is_valid = db_int(query, OUTBOX_NEXT_CODE_IS_VALID) != 0;
}

/* 1: a row; 0: none is due. */
static int
next(struct store *store, struct outbox_row *row)
{
	struct query *query = db_query(store, SQL_OUTBOX_NEXT);
	int rc;

	*row = (struct outbox_row){ .id = "" };
	db_bind_int(query, 1, store_now_s(store));
	db_bind_int(query, 2, config_sends_mail(store_config(store)));
	rc = db_step(query);
	if (rc == 1)
		fetch(query, row);
	db_done(query);
	return rc;
}

/* --- what is sent ---------------------------------------------------------------------- */

/* By the provider's mail gateway, or by a request to [text] url. */
static int
fill_text(struct store *store, const struct outbox_row *row,
    const struct user *user, const char *mobile, struct outgoing *out,
    const char **ret_why)
{
	const struct config *config = store_config(store);
	struct strbuf url = STRBUF_INIT, body = STRBUF_INIT;
	int rc = FIELD_OK;

	if (!phone_digits(mobile, out->phone)) {
		*ret_why = N_("the mobile number is not one");
		return FIELD_OK;
	}
	if (gateway_address(config, user->mobile_provider, out->phone, out->to))
		return mail_sender_of(
		    store, row->org_id, row->sender_id, &out->sender);
	if (!gateway_sends(config, user->mobile_provider)) {
		*ret_why = N_("there is no gateway for this mobile provider");
		return FIELD_OK;
	}
	out->by_request = true;
	gateway_fill(&url, config->text_url, out->phone, out->body.bytes);
	gateway_fill(&body, config->text_body, out->phone, out->body.bytes);
	secret_release(&out->body);
	if (url.failed || body.failed)
		rc = FIELD_ENOMEM;
	if (rc == FIELD_OK)
		rc = secret_init(&out->request_url, url.bytes, url.len);
	if (rc == FIELD_OK && body.len > 0)
		rc = secret_init(&out->body, body.bytes, body.len);
	strbuf_release(&url);
	strbuf_release(&body);
	return rc;
}

static int
fill_mail(struct store *store, const struct outbox_row *row,
    const struct mail_fields *fields, const struct user *user, const char *to,
    struct outgoing *out)
{
	const char *code = fields->text[MAIL_FIELD_CODE];
	int rc = mail_sender_of(
	    store, row->org_id, row->sender_id, &out->sender);

	(void)str_copy(out->to, sizeof(out->to), to);
	user_full_name(user, out->to_name, sizeof(out->to_name));
	if (rc == FIELD_OK && code != NULL && store_config(store)->mail_qr)
		rc = image_of_code(code, &out->image, &out->image_len);
	return rc;
}

static int
fill(struct store *store, const struct outbox_row *row,
    const struct mail_fields *fields, const struct user *user, const char *to,
    struct outgoing *out, const char **ret_why)
{
	struct mail_reader reader = { .user = row->person_id[0] != '\0' ? user :
									  NULL,
		.address = to,
		.org_id = row->org_id };
	struct mail_text text;
	int rc = mail_render(
	    store, row->template, row->by_text, &reader, fields, &text);

	if (rc != FIELD_OK)
		return rc;
	(void)str_copy(out->id, sizeof(out->id), row->id);
	(void)str_copy(out->language, sizeof(out->language), text.language);
	out->template = row->template;
	out->is_secret = mail_template_is_secret(row->template);
	out->tries = row->tries;
	out->created_at = row->created_at;
	out->subject = text.subject; /* transferred, as the body is */
	out->body = text.body;
	return row->by_text ? fill_text(store, row, user, to, out, ret_why) :
			      fill_mail(store, row, fields, user, to, out);
}

/* 1: the row is in *OUT; 0: it was closed, or split. */
static int
take(struct store *store, const struct outbox_row *row,
    const struct mail_fields *fields, struct outgoing *out)
{
	char to[USER_EMAIL_SIZE];
	const char *why = NULL;
	struct user user;
	size_t admins;
	int rc;

	if (mail_template_info(row->template)->recipient == MAIL_TO_ADMINS &&
	    row->person_id[0] == '\0') {
		rc = outbox_to_admins(store, row, fields, &admins);
		if (rc == FIELD_OK && admins == 0)
			rc = outbox_drop(store, row->id,
			    N_("no administrator has an address"),
			    OUTBOX_BY_RULE);
		return rc;
	}
	rc = outbox_check(store, row, fields, &user, to, &why);
	if (rc == FIELD_OK && why == NULL)
		rc = fill(store, row, fields, &user, to, out, &why);
	if (rc == FIELD_OK && why == NULL)
		return 1;
	outgoing_release(out);
	*out = (struct outgoing){ .subject = SECRET_INIT };
	return rc == FIELD_OK ?
	    outbox_drop(store, row->id, why, OUTBOX_BY_RULE) :
	    rc;
}

static int
mark_taken(struct store *store, const char *id)
{
	struct query *query = db_query(store, SQL_OUTBOX_TAKE);

	db_bind_text(query, 1, id);
	db_bind_int(query, 2, store_now_s(store));
	return db_run(query);
}

/* 1, 0 or an error, as take(). */
static int
open_and_take(
    struct store *store, const struct outbox_row *row, struct outgoing *out)
{
	struct secret bytes = SECRET_INIT;
	struct mail_fields fields;
	int rc;

	if (!row->is_known)
		return outbox_drop(store, row->id,
		    N_("this version does not know the template"),
		    OUTBOX_BY_RULE);
	rc = outbox_fields(store, row->id, &fields, &bytes);
	if (rc == FIELD_ECORRUPT)
		return outbox_drop(store, row->id,
		    N_("it was sealed with another key"), OUTBOX_BY_RULE);
	if (rc == FIELD_OK)
		rc = take(store, row, &fields, out);
	secret_release(&bytes);
	return rc;
}

static int
take_next(struct store *store, struct outgoing *out)
{
	struct outbox_row row;
	int rc = sweep(store);

	while (rc == FIELD_OK) {
		rc = next(store, &row);
		if (rc != 1)
			return rc;
		rc = open_and_take(store, &row, out);
		if (rc != 1)
			continue; /* to the next row, or an error */
		rc = mark_taken(store, row.id);
		return rc == FIELD_OK ? 1 : rc;
	}
	return rc;
}

int
outbox_take(struct store *store, struct outgoing *ret_outgoing)
{
	int rc = db_begin(store), taken;

	*ret_outgoing = (struct outgoing){ .subject = SECRET_INIT };
	if (rc != FIELD_OK)
		return rc;
	taken = take_next(store, ret_outgoing);
	if (taken >= 0) {
		rc = db_commit(store);
	} else {
		db_rollback(store);
		rc = taken;
	}
	if (rc == FIELD_OK)
		return taken;
	outgoing_release(ret_outgoing);
	return rc;
}
