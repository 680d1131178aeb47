/* One mail about several events.  MUST: many events, such as locks caused by an
 * attacker, send the administrators one mail a day; tested by test_outbox. */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/mail/outbox.h"
#include "store/mail/outbox_inside.h"

#define DAY_S ((int64_t)24 * 3600)

/* The field of lines that the template requires. */
static enum mail_field lines_of(enum mail_template template)
{
	uint32_t required = mail_template_info(template)->required;
	size_t i = 0;

	while (!(required & MAIL_BIT(i)) ||
	    mail_field_info((enum mail_field)i)->type != MAIL_TYPE_LINES)
		i++;
	return (enum mail_field)i;
}

static int
ask(struct store *store, enum sql_id id, enum mail_template template,
    const char *org_id, struct query **ret_query)
{
	struct query *query = db_query(store, id);

	db_bind_text(query, 1, mail_template_info(template)->name);
	db_bind_text(query, 2, org_id);
	*ret_query = query;
	return db_step(query);
}

/* The row that waits, or "". */
static int
find_open(struct store *store, enum mail_template template, const char *org_id,
    char ret_id[ID_SIZE])
{
	struct query *query;
	int rc = ask(store, SQL_OUTBOX_DIGEST_OPEN, template, org_id, &query);

	ret_id[0] = '\0';
	if (rc == 1)
		db_copy(query, ONLY_COLUMN, ret_id, ID_SIZE);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static int
queue_first(struct change *change, enum mail_template template,
    const char *org_id, const char *line)
{
	struct store *store = change_store(change);
	int64_t now_s = store_now_s(store), last_s = 0;
	struct outbox_new in = { .template = template, .org_id = org_id };
	struct query *query;
	int rc = ask(store, SQL_OUTBOX_DIGEST_LAST, template, org_id, &query);

	if (rc == 1)
		last_s = db_int(query, ONLY_COLUMN);
	db_done(query);
	if (rc < 0)
		return rc;
	in.fields.text[lines_of(template)] = line;
	in.not_before = now_s + OUTBOX_DIGEST_WAIT_S;
	/* a later one is of a clock that was ahead */
	if (last_s != 0 && last_s <= now_s && in.not_before < last_s + DAY_S)
		in.not_before = last_s + DAY_S;
	return outbox_queue(change, &in);
}

static size_t
count_lines(const char *text)
{
	size_t count = 1;

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}

static int
add(struct store *store, const char *id, enum mail_template template,
    const char *line)
{
	struct secret bytes = SECRET_INIT;
	struct strbuf text = STRBUF_INIT;
	struct mail_fields fields;
	struct query *query;
	enum mail_field field = lines_of(template);
	size_t count;
	int rc = outbox_fields(store, id, &fields, &bytes);

	if (rc != FIELD_OK)
		return rc;
	count = count_lines(fields.text[field]);
	strbuf_printf(&text, "%s\n%s", fields.text[field],
	    count < OUTBOX_DIGEST_LINES ? line : "...");
	fields.text[field] = text.bytes;
	query = db_query(store, SQL_OUTBOX_SET_FIELDS);
	db_bind_text(query, 1, id);
	rc = text.failed ? FIELD_ENOMEM :
			   outbox_bind_fields(query, 2, id, &fields, store);
	if (rc != FIELD_OK || count > OUTBOX_DIGEST_LINES)
		db_done(query);
	else
		rc = db_run(query);
	strbuf_release(&text);
	secret_release(&bytes);
	return rc;
}

int
outbox_digest(struct change *change, enum mail_template template,
    const char *org_id, const char *line)
{
	struct store *store = change_store(change);
	char id[ID_SIZE];
	int rc = find_open(store, template, org_id, id);

	if (rc != FIELD_OK)
		return rc;
	return id[0] != '\0' ? add(store, id, template, line) :
			       queue_first(change, template, org_id, line);
}
