/*
 * Determines the meanings of the columns.  All errors of a header are reported
 * together, with what would be correct; a meaning is never guessed.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/near.h"
#include "store/import/csv_inside.h"
#include "store/import/csv_meaning.h"

#define SHOWN_MAX 20 /* unknown columns that are reported */

/* --- mappings ------------------------------------------------------------ */

static bool
has_field(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->count; i++)
		if (str_equals_nocase(name, header->fields[i]))
			return true;
	return false;
}

static const char *
mapped_name(const struct csv_mappings *mappings, const char *name)
{
	for (size_t i = 0; i < mappings->count; i++)
		if (str_equals_nocase(mappings->items[i].column, name))
			return mappings->items[i].field;
	return NULL;
}

bool
csv_has_all_mapped(
    const struct csv_mappings *mappings, const struct csv_row *header)
{
	for (size_t i = 0; i < mappings->count; i++)
		if (!has_field(header, mappings->items[i].column))
			return false;
	return true;
}

/* The fields that a --map can map to. */
static bool
find_field(const char *name, enum csv_column *ret_column)
{
	if (strcmp(name, "-") != 0)
		return csv_column_find(name, ret_column);
	*ret_column = CSV_COLUMN_IGNORED;
	return true;
}

/* NAME, and the column that was probably meant. */
static void
put_unknown(struct strbuf *text, const char *name)
{
	char squeezed[CSV_SQUEEZED_SIZE], known[CSV_SQUEEZED_SIZE];
	struct near near;

	csv_squeeze(name, squeezed, sizeof(squeezed));
	near_start(&near, squeezed);
	for (int i = 0; i < CSV_COLUMN_FIELD_COUNT; i++) {
		csv_squeeze(
		    csv_column_name((enum csv_column)i), known, sizeof(known));
		near_offer(&near, known);
	}
	csv_put_shown(text, name);
	for (int i = 0; near_found(&near) != NULL && i < CSV_COLUMN_FIELD_COUNT;
	     i++) {
		csv_squeeze(
		    csv_column_name((enum csv_column)i), known, sizeof(known));
		if (strcmp(known, near_found(&near)) == 0)
			strbuf_printf(text, _(" (did you mean '%s'?)"),
			    csv_column_name((enum csv_column)i));
	}
}

static void
put_known(struct strbuf *text)
{
	for (int i = 0; i < CSV_COLUMN_FIELD_COUNT; i++)
		strbuf_printf(text, "%s%s", i > 0 ? ", " : "",
		    csv_column_name((enum csv_column)i));
}

/* FORMAT has one '%s', for TEXT, which is released. */
static int
fail_text(struct csv_problem *problem, int64_t line, const char *format,
    struct strbuf *text)
{
	problem->line = line;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (text->failed ||
	    !str_format(
		problem->why, sizeof(problem->why), format, text->bytes))
		(void)str_copy(problem->why, sizeof(problem->why),
		    _("the header cannot be used"));
#pragma GCC diagnostic pop
	strbuf_release(text);
	return FIELD_EINVAL;
}

/* A mapping from or to nothing is a typing mistake. */
static int
check_mappings(const struct csv_row *header,
    const struct csv_mappings *mappings, struct csv_problem *problem)
{
	enum csv_column column;

	for (size_t i = 0; i < mappings->count; i++) {
		const struct csv_mapping *mapping = &mappings->items[i];
		struct strbuf text = STRBUF_INIT;

		if (!has_field(header, mapping->column))
			return csv_fail(problem, header->line,
			    _("no such column to map: '%s'"), mapping->column);
		if (find_field(mapping->field, &column))
			continue;
		put_unknown(&text, mapping->field);
		strbuf_puts(&text, _("; the fields are: "));
		put_known(&text);
		return fail_text(problem, header->line,
		    _("no such field: %s; or '-' to ignore a column"), &text);
	}
	return FIELD_OK;
}

/* --- the columns --------------------------------------------------------- */

/* "state" is also a word of fieldctl user list, made from the columns beside
 * it; in another program's file it may mark people who left, and must not be
 * ignored without asking. */
static bool
is_state_of_listing(const struct csv_row *header, const char *name)
{
	bool login = false, held = false;

	for (size_t i = 0; i < header->count; i++) {
		login = login || strcmp(header->fields[i], "login") == 0;
		held = held || strcmp(header->fields[i], "held") == 0;
	}
	return login && held && strcmp(name, "state") == 0;
}

/* A file of people; false if the column is unknown. */
static bool
column_of_people(const struct csv_row *header,
    const struct csv_mappings *mappings, size_t index,
    enum csv_column *ret_column)
{
	const char *name = header->fields[index];
	const char *mapped = mapped_name(mappings, name);

	*ret_column = CSV_COLUMN_IGNORED;
	if (mapped != NULL)
		return find_field(mapped, ret_column);
	return is_state_of_listing(header, name) ||
	    csv_column_find(name, ret_column);
}

/* With another separator, all columns are one. */
static int
fail_separator(const struct csv_row *header, struct csv_problem *problem)
{
	return csv_fail(problem, header->line,
	    _("the header has one column, '%s'; columns are separated by commas, "
	      "semicolons or tabs, or as a first line such as 'sep=|' says"),
	    header->fields[0]);
}

static int
fail_unknown(const struct csv_row *header, const struct csv_mappings *mappings,
    struct csv_problem *problem)
{
	struct strbuf text = STRBUF_INIT;
	enum csv_column column;
	size_t count = 0;

	for (size_t i = 0; i < header->count; i++) {
		if (column_of_people(header, mappings, i, &column))
			continue;
		if (count++ >= SHOWN_MAX)
			continue;
		strbuf_puts(&text, count > 1 ? ", " : "");
		put_unknown(&text, header->fields[i]);
	}
	if (count > SHOWN_MAX)
		strbuf_printf(
		    &text, _(" and %zu more"), count - (size_t)SHOWN_MAX);
	strbuf_puts(&text, _("; known columns: "));
	put_known(&text);
	return fail_text(problem, header->line,
	    _("unknown columns: %s; map each unknown column to a known one, or to "
	      "'-' to ignore it: --map COLUMN=FIELD"),
	    &text);
}

static int
columns_of_people(const struct csv_row *header,
    const struct csv_mappings *mappings, struct csv_columns *columns,
    struct csv_problem *problem)
{
	bool is_known = true;

	for (size_t i = 0; i < header->count; i++)
		is_known = column_of_people(
			       header, mappings, i, &columns->of[i]) &&
		    is_known;
	if (is_known)
		return FIELD_OK;
	if (header->count == 1 && strpbrk(header->fields[0], "|:;,\t") != NULL)
		return fail_separator(header, problem);
	return fail_unknown(header, mappings, problem);
}

/* For each meaning, the first name in the table of the format that the header
 * has; columns that are mapped by hand take precedence. */
static void
columns_of_format(const struct csv_row *header,
    const struct csv_mappings *mappings, struct csv_columns *columns)
{
	const struct csv_alias *alias = columns->format->program->columns;
	bool taken[CSV_COLUMN_COUNT + 1] = { false };
	char squeezed[CSV_SQUEEZED_SIZE];

	for (size_t i = 0; i < header->count; i++) {
		const char *mapped = mapped_name(mappings, header->fields[i]);

		columns->of[i] = CSV_COLUMN_IGNORED;
		if (mapped != NULL)
			(void)find_field(mapped, &columns->of[i]);
		taken[columns->of[i]] = true;
	}
	for (; alias->name != NULL; alias++) {
		/* two of one name are told apart by nothing: check_columns() */
		const bool was_taken = taken[alias->column];

		for (size_t i = 0; i < header->count; i++) {
			csv_squeeze(
			    header->fields[i], squeezed, sizeof(squeezed));
			if (was_taken || strcmp(squeezed, alias->name) != 0 ||
			    mapped_name(mappings, header->fields[i]) != NULL)
				continue;
			columns->of[i] = alias->column;
			taken[alias->column] = true;
		}
	}
}

static int
check_columns(const struct csv_row *header, const struct csv_columns *columns,
    struct csv_problem *problem)
{
	size_t first[CSV_COLUMN_COUNT] = { 0 }; /* its position, from 1 */

	for (size_t i = 0; i < header->count; i++) {
		enum csv_column column = columns->of[i];
		struct strbuf text = STRBUF_INIT;

		if (column == CSV_COLUMN_IGNORED)
			continue;
		if (first[column] == 0) {
			first[column] = i + 1;
			continue;
		}
		csv_put_shown(&text, header->fields[first[column] - 1]);
		strbuf_puts(&text, _(" and "));
		csv_put_shown(&text, header->fields[i]);
		return fail_text(problem, header->line,
		    _("the columns %s mean the same; map one of them to '-'"),
		    &text);
	}
	if (first[CSV_COLUMN_NAME] == 0 && first[CSV_COLUMN_FIRST_NAME] == 0 &&
	    first[CSV_COLUMN_LAST_NAME] == 0 && first[CSV_COLUMN_DETAILS] == 0)
		return csv_fail(problem, header->line,
		    _("there is no column with names, such as 'name', or "
		      "'first_name' and 'last_name'%s"),
		    "");
	return FIELD_OK;
}

bool
csv_is_plain_header(
    const struct csv_mappings *mappings, const struct csv_row *header)
{
	enum csv_column column;

	for (size_t i = 0; i < header->count; i++)
		if (!column_of_people(header, mappings, i, &column))
			return false;
	return true;
}

int
csv_columns_read(const struct csv_row *header,
    const struct csv_mappings *mappings, struct csv_columns *columns,
    struct csv_problem *ret_problem)
{
	int rc = check_mappings(header, mappings, ret_problem);

	columns->count = header->count;
	if (rc == FIELD_OK && columns->format != NULL)
		columns_of_format(header, mappings, columns);
	else if (rc == FIELD_OK)
		rc = columns_of_people(header, mappings, columns, ret_problem);
	return rc == FIELD_OK ? check_columns(header, columns, ret_problem) :
				rc;
}
