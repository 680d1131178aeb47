#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/table.h"
#include "store/import/csv.h"

struct listing {
	struct ctl *ctl;
	const struct listing_column *columns;
	struct table_column shown[TABLE_COLUMNS_MAX];
	size_t shown_count;
	struct table *table; /* CTL_TABLE alone */
	size_t row_count;
	bool failed;
};

/* A member as text for table and CSV. */
static void
put_value(struct strbuf *buf, const json_t *value)
{
	json_t *item;
	size_t i;

	switch (json_typeof(value)) {
	case JSON_STRING:
		strbuf_puts(buf, json_string_value(value));
		break;
	case JSON_INTEGER:
		strbuf_printf(
		    buf, "%lld", (long long)json_integer_value(value));
		break;
	case JSON_REAL:
		strbuf_printf(buf, "%g", json_real_value(value));
		break;
	case JSON_TRUE:
		strbuf_puts(buf, "yes");
		break;
	case JSON_ARRAY:
		json_array_foreach(value, i, item)
		{
			strbuf_puts(buf, i > 0 ? "," : "");
			put_value(buf, item);
		}
		break;
	case JSON_FALSE:
	case JSON_NULL:
	case JSON_OBJECT:
		break;
	}
}

/* The member KEY of ROW as text that the caller frees; NULL when it failed. */
static char *
row_text(const json_t *row, const char *key)
{
	const json_t *value = json_object_get(row, key);
	struct strbuf buf = STRBUF_INIT;

	strbuf_puts(&buf, "");
	if (value != NULL)
		put_value(&buf, value);
	return strbuf_take(&buf);
}

/* --- tables ------------------------------------------------------------- */

static bool
open_table(struct listing *listing)
{
	const struct listing_column *column = listing->columns;

	for (; column->key != NULL; column++)
		if (column->header != NULL &&
		    listing->shown_count < TABLE_COLUMNS_MAX)
			listing->shown[listing->shown_count++] =
			    (struct table_column){ _(column->header),
				    column->right };
	listing->table = table_new(listing->shown, listing->shown_count);
	return listing->table != NULL;
}

static void
free_texts(char **texts, size_t count)
{
	while (count > 0)
		free(texts[--count]);
}

/* Without a mark an empty cell is hard to tell from a shifted one, for people
 * and for awk. */
static bool
add_to_table(struct listing *listing, const json_t *row)
{
	const struct listing_column *column = listing->columns;
	const char *cells[TABLE_COLUMNS_MAX] = { NULL };
	char *texts[TABLE_COLUMNS_MAX];
	size_t count = 0;
	bool added = true;

	for (; count < listing->shown_count; column++) {
		if (column->header == NULL)
			continue;
		texts[count] = row_text(row, column->key);
		added = added && texts[count] != NULL;
		cells[count] = added && texts[count][0] != '\0' ? texts[count] :
								  "-";
		count++;
	}
	added = added && table_add(listing->table, cells) == FIELD_OK;
	free_texts(texts, count);
	return added;
}

/* --- CSV ---------------------------------------------------------------- */

#define COLUMNS_MAX 64

static bool
write_csv_row(struct listing *listing, const char *const *fields, size_t count)
{
	struct strbuf buf = STRBUF_INIT;
	bool written;

	csv_put_row(&buf, fields, count);
	written = !buf.failed &&
	    fwrite(buf.bytes, 1, buf.len, listing->ctl->out) == buf.len;
	strbuf_release(&buf);
	return written;
}

static bool
add_csv_header(struct listing *listing)
{
	const char *fields[COLUMNS_MAX];
	size_t count = 0;

	while (count < COLUMNS_MAX && listing->columns[count].key != NULL) {
		fields[count] = listing->columns[count].key;
		count++;
	}
	return write_csv_row(listing, fields, count);
}

static bool
add_to_csv(struct listing *listing, const json_t *row)
{
	char *fields[COLUMNS_MAX];
	size_t count = 0;
	bool added = true;

	for (; count < COLUMNS_MAX && listing->columns[count].key != NULL;
	     count++) {
		fields[count] = row_text(row, listing->columns[count].key);
		added = added && fields[count] != NULL;
	}
	added = added &&
	    write_csv_row(listing, (const char *const *)fields, count);
	free_texts(fields, count);
	return added;
}

/* --- all of them -------------------------------------------------------- */

struct listing *
listing_open(struct ctl *ctl, const struct listing_column *columns)
{
	struct listing *listing = calloc(1, sizeof(*listing));

	if (listing == NULL)
		return NULL;
	listing->ctl = ctl;
	listing->columns = columns;
	switch (ctl->format) {
	case CTL_TABLE:
		listing->failed = !open_table(listing);
		break;
	case CTL_CSV:
		listing->failed = !add_csv_header(listing);
		break;
	case CTL_JSON:
		fputc('[', ctl->out);
		break;
	}
	return listing;
}

static bool
add_to_json(struct listing *listing, const json_t *row)
{
	fputs(listing->row_count > 0 ? ",\n " : "\n ", listing->ctl->out);
	return json_dumpf(row, listing->ctl->out, 0) == 0;
}

void
listing_add(struct listing *listing, json_t *row)
{
	bool added = false;

	if (listing == NULL || listing->failed || row == NULL) {
		if (listing != NULL)
			listing->failed = true;
		json_decref(row);
		return;
	}
	switch (listing->ctl->format) {
	case CTL_TABLE:
		added = add_to_table(listing, row);
		break;
	case CTL_CSV:
		added = add_to_csv(listing, row);
		break;
	case CTL_JSON:
		added = add_to_json(listing, row);
		break;
	}
	listing->row_count++;
	listing->failed = !added;
	json_decref(row);
}

int
listing_close(struct listing *listing)
{
	struct ctl *ctl;
	bool failed;

	if (listing == NULL)
		return EX_OSERR;
	ctl = listing->ctl;
	failed = listing->failed;
	if (ctl->format == CTL_JSON)
		fputs(listing->row_count > 0 ? "\n]\n" : "]\n", ctl->out);
	if (!failed && listing->table != NULL)
		failed = table_print(listing->table, ctl->out) != FIELD_OK;
	table_free(listing->table);
	free(listing);
	return failed ? ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL) : EX_OK;
}

static int
show_lines(
    struct ctl *ctl, const struct listing_column *column, const json_t *object)
{
	for (; column->key != NULL; column++) {
		char *text;

		if (column->header == NULL)
			continue;
		text = row_text(object, column->key);
		if (text == NULL)
			return ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL);
		fprintf(ctl->out, "%-22s ", _(column->header));
		ctl_put_safe(ctl->out, text[0] != '\0' ? text : "-");
		fputc('\n', ctl->out);
		free(text);
	}
	return EX_OK;
}

int
listing_show(
    struct ctl *ctl, const struct listing_column *columns, json_t *object)
{
	int status = EX_OK;

	if (object == NULL)
		return ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL);
	if (ctl->format == CTL_JSON)
		return listing_result(ctl, object);
	status = show_lines(ctl, columns, object);
	json_decref(object);
	return status;
}

int
listing_result(struct ctl *ctl, json_t *object)
{
	int status = EX_OK;

	if (object == NULL)
		return ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL);
	if (ctl->format == CTL_JSON) {
		if (json_dumpf(object, ctl->out, JSON_INDENT(2)) != 0)
			status = EX_IOERR;
		fputc('\n', ctl->out);
	}
	json_decref(object);
	return status;
}

json_t *
listing_dry_run_json(const char *action, const char *login)
{
	return json_pack(
	    "{s:s, s:s, s:b}", "action", action, "login", login, "dry_run", 1);
}

int
listing_dry_run(struct ctl *ctl, const char *action, const char *login)
{
	return listing_result(ctl, listing_dry_run_json(action, login));
}
