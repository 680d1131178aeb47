#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/escape.h"
#include "base/i18n.h"
#include "base/local.h"
#include "base/str.h"
#include "fieldctl/frame/describe.h"
#include "fieldctl/frame/json.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/table.h"
#include "fieldctl/frame/terminal.h"
#include "store/import/csv.h"

struct listing {
	struct ctl *ctl;
	const struct listing_column *columns;
	struct column_choice choice;
	struct table_column headers[TABLE_COLUMNS_MAX];
	char names[TABLE_COLUMNS_MAX][40]; /* storage for headers */
	struct table *table;               /* only for CTL_TABLE */
	size_t row_count;
	bool is_terminal;
	bool failed;
};

static void
put_object(struct strbuf *buf, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);

	strbuf_puts(buf, text != NULL ? text : "");
	buf->failed = buf->failed || text == NULL;
	free(text);
}

/* A member as text for table and CSV; an object as JSON, for CSV alone. */
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
	case JSON_OBJECT:
		put_object(buf, value);
		break;
	case JSON_FALSE:
	case JSON_NULL:
		break;
	}
}

/* The member of ROW for COLUMN as text that the caller frees; NULL when it
 * failed. */
static char *
plain_text(const json_t *row, const struct listing_column *column)
{
	const json_t *value = json_object_get(row, column->key);
	struct strbuf buf = STRBUF_INIT;

	strbuf_puts(&buf, "");
	if (value != NULL)
		put_value(&buf, value);
	return strbuf_take(&buf);
}

/* BUF, taken over, as a terminal may have it. */
static char *
make_safe(struct strbuf *buf)
{
	struct strbuf safe = STRBUF_INIT;

	if (buf->failed)
		safe.failed = true;
	else
		escape_put(&safe, buf->bytes, ESCAPE_SHOWN);
	strbuf_release(buf);
	return strbuf_take(&safe);
}

/* An end as put_value() gives it: an instant, or "". */
static bool
put_end(struct strbuf *buf, const char *text)
{
	int64_t t;

	if (clock_parse_iso(text, &t) < 0)
		return false;
	describe_end(buf, t);
	return true;
}

/* The same for people.  Without a mark an empty cell is hard to tell from a
 * shifted one, also for awk. */
static char *
shown_text(const json_t *row, const struct listing_column *column)
{
	const json_t *value = json_object_get(row, column->key);
	struct strbuf text = STRBUF_INIT, shown = STRBUF_INIT;

	strbuf_puts(&text, "");
	if (json_is_object(value))
		describe_object(&text, value);
	else if (value != NULL)
		put_value(&text, value);
	shown.failed = text.failed;
	if (!text.failed &&
	    ((column->flags & COLUMN_END) == 0 || !put_end(&shown, text.bytes)))
		local_put(&shown, text.len > 0 ? text.bytes : TABLE_NO_VALUE);
	strbuf_release(&text);
	return make_safe(&shown);
}

typedef char *text_of_member(
    const json_t *row, const struct listing_column *column);

/* The texts of ROW, one per column; false on failure. */
static bool
take_texts(const struct listing *listing, const json_t *row,
    text_of_member *text_of, char **texts)
{
	bool taken = true;

	for (size_t i = 0; i < listing->choice.count; i++) {
		texts[i] = text_of(row, listing->choice.shown[i]);
		taken = taken && texts[i] != NULL;
	}
	return taken;
}

static void
free_texts(char **texts, size_t count)
{
	while (count > 0)
		free(texts[--count]);
}

/* --- tables ------------------------------------------------------------- */

static bool
open_table(struct listing *listing)
{
	for (size_t i = 0; i < listing->choice.count; i++) {
		const struct listing_column *column = listing->choice.shown[i];

		listing->headers[i] = (struct table_column){
			.header = column_header(column, listing->names[i],
			    sizeof(listing->names[i])),
			.right = (column->flags & COLUMN_NUMBER) != 0,
			.whole = (column->flags & COLUMN_WHOLE) != 0,
			.last_to_hide = (column->flags & COLUMN_LAST) != 0,
		};
	}
	listing->table = table_new(listing->headers, listing->choice.count);
	return listing->table != NULL;
}

static bool
add_to_table(struct listing *listing, const json_t *row)
{
	char *texts[TABLE_COLUMNS_MAX];
	bool added = take_texts(listing, row, shown_text, texts) &&
	    table_add(listing->table, (const char *const *)texts) == FIELD_OK;

	free_texts(texts, listing->choice.count);
	return added;
}

/* On standard error, so that standard output has only rows. */
static void
say_hidden(struct ctl *ctl, size_t count)
{
	(void)fflush(ctl->out);
	fprintf(ctl->err,
	    dngettext(FIELDAUTH_TEXTDOMAIN,
		"%zu column is hidden; --wide shows all.\n",
		"%zu columns are hidden; --wide shows all.\n", count),
	    count);
}

static void
print_table(const struct listing *listing)
{
	struct ctl *ctl = listing->ctl;
	const struct options *options = &ctl->options;
	const struct table_fit fit = {
		.width = option_is_set(options, "wide") ?
		    0 :
		    terminal_width(ctl->out),
		.shows_all = option_is_set(options, "columns"),
	};
	size_t hidden;

	table_print(listing->table, &fit, ctl->out, &hidden);
	if (hidden > 0 && listing->row_count > 0)
		say_hidden(ctl, hidden);
}

/* --- CSV ---------------------------------------------------------------- */

static bool
write_csv_row(struct listing *listing, const char *const *fields)
{
	struct strbuf buf = STRBUF_INIT;
	bool written;

	csv_put_row(&buf, fields, listing->choice.count);
	written = !buf.failed &&
	    fwrite(buf.bytes, 1, buf.len, listing->ctl->out) == buf.len;
	strbuf_release(&buf);
	return written;
}

static bool
add_csv_header(struct listing *listing)
{
	const char *fields[TABLE_COLUMNS_MAX];

	for (size_t i = 0; i < listing->choice.count; i++)
		fields[i] = listing->choice.shown[i]->key;
	return write_csv_row(listing, fields);
}

/* A file gets texts unchanged, a terminal only printable ones. */
static char *
csv_text_on_terminal(const json_t *row, const struct listing_column *column)
{
	struct strbuf buf = STRBUF_INIT;
	char *text = plain_text(row, column);

	if (text == NULL)
		return NULL;
	strbuf_puts(&buf, text);
	free(text);
	return make_safe(&buf);
}

static bool
add_to_csv(struct listing *listing, const json_t *row)
{
	char *fields[TABLE_COLUMNS_MAX];
	bool added = take_texts(listing, row,
			 listing->is_terminal ? csv_text_on_terminal :
						plain_text,
			 fields) &&
	    write_csv_row(listing, (const char *const *)fields);

	free_texts(fields, listing->choice.count);
	return added;
}

/* --- all of them -------------------------------------------------------- */

int
listing_check(struct ctl *ctl, const struct listing_column *columns)
{
	struct column_choice choice;

	return column_choose(ctl, columns, &choice);
}

struct listing *
listing_open(struct ctl *ctl, const struct listing_column *columns)
{
	struct listing *listing = calloc(1, sizeof(*listing));

	if (listing == NULL ||
	    column_choose(ctl, columns, &listing->choice) != EX_OK) {
		free(listing);
		return NULL;
	}
	listing->ctl = ctl;
	listing->columns = columns;
	listing->is_terminal = terminal_width(ctl->out) > 0;
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
	return json_put(listing->ctl->out, row, 0);
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

/* Without a message, people could not tell an empty list from a failure;
 * standard output stays empty for programs. */
void
listing_say_nothing(struct ctl *ctl, const struct listing_column *columns)
{
	while (columns->key != NULL)
		columns++;
	if (ctl->format == CTL_TABLE && columns->header != NULL)
		fprintf(ctl->err, "%s\n", i18n_marked(columns->header));
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
		print_table(listing);
	if (!failed && listing->row_count == 0)
		listing_say_nothing(ctl, listing->columns);
	table_free(listing->table);
	free(listing);
	return failed ? ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL) : EX_OK;
}

int
listing_put_line(
    struct ctl *ctl, const struct column_choice *choice, const json_t *row)
{
	const char *between = "";

	for (size_t i = 0; i < choice->count; i++) {
		char *text = shown_text(row, choice->shown[i]);

		if (text == NULL)
			return ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL);
		if (strcmp(text, TABLE_NO_VALUE) != 0) {
			fprintf(ctl->out, "%s%s", between, text);
			between = "  ";
		}
		free(text);
	}
	return EX_OK;
}

static int
show_lines(
    struct ctl *ctl, const struct listing_column *column, const json_t *object)
{
	for (; column->key != NULL; column++) {
		char *text;

		if (column->header == NULL)
			continue;
		text = shown_text(object, column);
		if (text == NULL)
			return ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL);
		fprintf(
		    ctl->out, "%-22s %s\n", i18n_marked(column->header), text);
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
		if (!json_put(ctl->out, object, JSON_INDENT(2)))
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
