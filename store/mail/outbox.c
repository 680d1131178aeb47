#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/mail/outbox.h"
#include "store/people/user_mail.h"
#include "store/secret/secret.h"

const char *
outbox_purpose(const char *outbox_id, char buf[OUTBOX_PURPOSE_SIZE])
{
	(void)str_format(buf, OUTBOX_PURPOSE_SIZE, "outbox:%s", outbox_id);
	return buf;
}

static void
bind_or_null(struct query *query, int index, const char *text)
{
	if (text != NULL)
		db_bind_text(query, index, text);
	else
		db_bind_null(query, index);
}

int
outbox_queue(struct change *change, const struct outbox_new *in)
{
	struct store *store = change_store(change);
	char id[ID_SIZE], purpose[OUTBOX_PURPOSE_SIZE];
	unsigned char *blob = NULL;
	size_t blob_len = 0;
	int64_t now_s = store_now_s(store);
	struct query *query;
	int rc;

	rc = secret_seal(store_paths(store),
	    outbox_purpose(id_make(id), purpose), in->fields,
	    strlen(in->fields), &blob, &blob_len);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_OUTBOX_INSERT);
	db_bind_text(query, 1, id);
	db_bind_text(query, 2, in->template);
	bind_or_null(query, 3, in->person_id);
	db_bind_text(query, 4, in->org_id);
	db_bind_text(query, 5, in->channel != NULL ? in->channel : "mail");
	bind_or_null(query, 6, in->sender_id);
	db_bind_blob(query, 7, blob, blob_len);
	db_bind_int(query, 8, now_s);
	db_bind_int(query, 9, in->not_before != 0 ? in->not_before : now_s);
	db_bind_text(query, 10, in->address != NULL ? in->address : "");
	rc = db_run(query);
	free(blob);
	return rc;
}

int
outbox_recipient(
    struct store *store, const char *outbox_id, char ret_email[EMAIL_SIZE])
{
	struct query *query = db_query(store, SQL_OUTBOX_RECIPIENT);
	char person_id[ID_SIZE] = "";
	int rc;

	ret_email[0] = '\0';
	db_bind_text(query, 1, outbox_id);
	rc = db_step(query);
	if (rc == 1) {
		db_copy(query, RECIPIENT_ADDRESS, ret_email, EMAIL_SIZE);
		db_copy(
		    query, RECIPIENT_PERSON_ID, person_id, sizeof(person_id));
	}
	db_done(query);
	if (rc <= 0)
		return rc < 0 ? rc : FIELD_ENOTFOUND;
	if (ret_email[0] != '\0')
		return FIELD_OK;
	return person_id[0] != '\0' ?
	    user_mail_address(store, person_id, ret_email) :
	    FIELD_EINVAL;
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
