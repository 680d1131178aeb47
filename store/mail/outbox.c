/* Queues mail, in the transaction of its cause. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/mail/outbox.h"
#include "store/mail/outbox_inside.h"
#include "store/people/user.h"
#include "store/people/user_mail.h"

static void
bind_or_null(struct query *query, int index, const char *text)
{
	if (text != NULL)
		db_bind_text(query, index, text);
	else
		db_bind_null(query, index);
}

/* Whether the fields are those that the template is made for. */
static bool
fits(const struct outbox_new *in)
{
	const struct mail_template_info *info = mail_template_info(
	    in->template);

	for (size_t i = 0; i < MAIL_FIELD_COUNT; i++) {
		const char *text = in->fields.text[i];
		bool is_given = text != NULL || in->fields.time_s[i] != 0;
		bool is_empty = text != NULL && text[0] == '\0';

		if (is_given && !(info->allowed & MAIL_BIT(i)))
			return false;
		if ((info->required & MAIL_BIT(i)) && (!is_given || is_empty))
			return false;
	}
	return (info->by_text || !in->by_text) &&
	    (info->recipient != MAIL_TO_ADMINS || in->person_id == NULL) &&
	    (info->recipient == MAIL_TO_ADMINS ||
		info->recipient == MAIL_TO_ADDRESS || in->person_id != NULL);
}

/* A secret goes only where it was meant to go when it was made. */
static int
address_of(struct store *store, const struct outbox_new *in,
    char ret_address[USER_EMAIL_SIZE])
{
	struct user user;
	int rc = FIELD_OK;

	ret_address[0] = '\0';
	if (in->address != NULL) {
		if (!str_copy(ret_address, USER_EMAIL_SIZE, in->address))
			return FIELD_EINVAL;
	} else if (mail_template_is_secret(in->template) && in->by_text) {
		rc = user_by_id(store, in->person_id, &user);
		if (rc == FIELD_OK &&
		    !str_copy(ret_address, USER_EMAIL_SIZE, user.mobile))
			return FIELD_EINVAL;
	} else if (mail_template_is_secret(in->template)) {
		rc = user_mail_address(store, in->person_id, ret_address);
	}
	return rc;
}

int
outbox_queue(struct change *change, const struct outbox_new *in)
{
	struct store *store = change_store(change);
	const struct mail_template_info *info = mail_template_info(
	    in->template);
	char id[ID_SIZE], address[USER_EMAIL_SIZE];
	int64_t now_s = store_now_s(store);
	struct query *query;
	int rc;

	if (!fits(in))
		return FIELD_EINVAL;
	rc = address_of(store, in, address);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_OUTBOX_INSERT);
	rc = outbox_bind_fields(query, 7, id_make(id), &in->fields, store);
	if (rc != FIELD_OK) {
		db_done(query);
		return rc;
	}
	db_bind_text(query, 1, id);
	db_bind_text(query, 2, info->name);
	bind_or_null(query, 3, in->person_id);
	db_bind_text(query, 4, in->org_id);
	db_bind_text(query, 5, in->by_text ? "text" : "mail");
	bind_or_null(query, 6, in->sender_id);
	db_bind_int(query, 8, now_s);
	db_bind_int(query, 9, in->not_before != 0 ? in->not_before : now_s);
	db_bind_text(query, 10, address);
	db_bind_int(query, 11, info->urgency);
	bind_or_null(query, 12, in->code_id);
	db_bind_text(query, 13, in->once_key != NULL ? in->once_key : "");
	return db_run(query);
}

int
outbox_waiting(struct store *store, int64_t *ret_count)
{
	struct query *query = db_query(store, SQL_OUTBOX_WAITING);
	int rc = db_step(query);

	if (rc == 1)
		*ret_count = db_int(query, ONLY_COLUMN);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
