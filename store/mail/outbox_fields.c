/* The fields of a row at rest.  They may be codes and passwords: MUST never be
 * stored unsealed; tested by test_outbox. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "store/mail/outbox_inside.h"
#include "store/secret/secret.h"

#define PURPOSE_SIZE 64

static const char *
purpose_of(const char *id, char buf[PURPOSE_SIZE])
{
	(void)str_format(buf, PURPOSE_SIZE, "outbox:%s", id);
	return buf;
}

static void
encode(const struct mail_fields *fields, struct strbuf *bytes)
{
	for (size_t i = 0; i < MAIL_FIELD_COUNT; i++) {
		const struct mail_field_info *info = mail_field_info(
		    (enum mail_field)i);
		bool is_time = info->type == MAIL_TYPE_TIME;

		if (is_time ? fields->time_s[i] == 0 : fields->text[i] == NULL)
			continue;
		strbuf_append(bytes, info->name, strlen(info->name) + 1);
		if (is_time)
			strbuf_printf(
			    bytes, "%lld", (long long)fields->time_s[i]);
		else
			strbuf_puts(bytes, fields->text[i]);
		strbuf_append(bytes, "", 1);
	}
}

int
outbox_bind_fields(struct query *query, int index, const char *id,
    const struct mail_fields *fields, struct store *store)
{
	struct strbuf bytes = STRBUF_INIT;
	char purpose[PURPOSE_SIZE];
	unsigned char *blob = NULL;
	size_t blob_len = 0;
	int rc = FIELD_ENOMEM;

	encode(fields, &bytes);
	if (!bytes.failed)
		rc = secret_seal(store_paths(store), purpose_of(id, purpose),
		    bytes.len > 0 ? bytes.bytes : "", bytes.len, &blob,
		    &blob_len);
	if (rc == FIELD_OK)
		db_bind_blob(query, index, blob, blob_len);
	free(blob);
	strbuf_release(&bytes);
	return rc;
}

/* The text up to the next NUL, and what follows it; NULL at the end. */
static const char *
next_text(const char **at, const char *end)
{
	const char *text = *at;
	const char *nul = text < end ?
	    memchr(text, '\0', (size_t)(end - text)) :
	    NULL;

	if (nul == NULL)
		return NULL;
	*at = nul + 1;
	return text;
}

/* Fields that this program does not know are skipped: an older one may read
 * what a newer one queued. */
static int
decode(const struct secret *bytes, struct mail_fields *ret_fields)
{
	const char *at = bytes->bytes, *end = bytes->bytes + bytes->len;

	*ret_fields = (struct mail_fields){ 0 };
	while (at < end) {
		const char *name = next_text(&at, end);
		const char *value = next_text(&at, end);
		enum mail_field field;

		if (value == NULL)
			return FIELD_ECORRUPT;
		if (mail_field_by_name(name, &field) < 0)
			continue;
		if (mail_field_info(field)->type != MAIL_TYPE_TIME)
			ret_fields->text[field] = value;
		else if (str_parse_int(value, INT64_MIN, INT64_MAX,
			     &ret_fields->time_s[field]) < 0)
			return FIELD_ECORRUPT;
	}
	return FIELD_OK;
}

int
outbox_fields(struct store *store, const char *outbox_id,
    struct mail_fields *ret_fields, struct secret *ret_bytes)
{
	struct query *query = db_query(store, SQL_OUTBOX_FIELDS);
	char purpose[PURPOSE_SIZE];
	const void *blob;
	size_t len;
	int rc;

	*ret_bytes = (struct secret)SECRET_INIT;
	db_bind_text(query, 1, outbox_id);
	rc = db_step(query);
	if (rc == 1) {
		blob = db_blob(query, ONLY_COLUMN, &len);
		rc = secret_open(store_paths(store),
		    purpose_of(outbox_id, purpose), blob, len, ret_bytes);
	} else if (rc == 0) {
		rc = FIELD_ENOTFOUND;
	}
	db_done(query);
	if (rc == FIELD_OK && ret_bytes->len > 0)
		rc = decode(ret_bytes, ret_fields);
	else if (rc == FIELD_OK)
		*ret_fields = (struct mail_fields){ 0 };
	if (rc != FIELD_OK)
		secret_release(ret_bytes);
	return rc;
}
