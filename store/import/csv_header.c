/*
 * store/import/csv_header: see the header.  A file that no program is known to
 * have written has its header in its first row, and every column of it must be
 * known or mapped: a column that is guessed wrong would rename people.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/i18n.h"
#include "store/import/csv_header.h"
#include "store/import/csv_inside.h"

#define SHOWN_MAX  20 /* unknown columns that are named */
#define ABOVE_SIZE 400

void
csv_found_release(struct csv_found *found)
{
	name_list_release(&found->used);
	name_list_release(&found->meanings);
	name_list_release(&found->ignored);
	free(found->passed_over);
	*found = (struct csv_found){ .passed_over = NULL };
}

int
csv_pass_over(struct csv_found *found, int64_t line)
{
	int64_t *at = array_add(
	    &found->passed_over, &found->passed_over_count, sizeof(*at));

	if (at == NULL)
		return FIELD_ENOMEM;
	*at = line;
	return FIELD_OK;
}

size_t
csv_used_count(const struct csv_row *row)
{
	size_t count = row->count;

	while (count > 0 &&
	    row->fields[count - 1][strspn(row->fields[count - 1], " \t")] ==
		'\0')
		count--;
	return count;
}

int
csv_next_row(struct csv_reader *reader, struct csv_row *ret_row,
    struct csv_problem *ret_problem)
{
	int rc;

	do
		rc = csv_next(reader, ret_row, ret_problem);
	while (rc == 1 && csv_used_count(ret_row) == 0);
	return rc;
}

/* --- mappings ------------------------------------------------------------ */

struct mappings {
	const struct csv_mapping *items;
	size_t count;
};

static bool
has_field(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->count; i++)
		if (str_equals_nocase(name, header->fields[i]))
			return true;
	return false;
}

static const char *
mapped_name(const struct mappings *mappings, const char *name)
{
	for (size_t i = 0; i < mappings->count; i++)
		if (str_equals_nocase(mappings->items[i].column, name))
			return mappings->items[i].field;
	return NULL;
}

static bool
has_all_mapped(const struct mappings *mappings, const struct csv_row *header)
{
	for (size_t i = 0; i < mappings->count; i++)
		if (!has_field(header, mappings->items[i].column))
			return false;
	return true;
}

/* What a --map may map to. */
static bool
find_field(const char *name, enum csv_column *ret_column)
{
	if (strcmp(name, "-") != 0)
		return csv_column_find(name, ret_column);
	*ret_column = CSV_COLUMN_IGNORED;
	return true;
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

/* A mapping that maps nothing, or to nothing, is a slip of the keyboard. */
static int
check_mappings(const struct csv_row *header, const struct mappings *mappings,
    struct csv_problem *problem)
{
	enum csv_column column;

	for (size_t i = 0; i < mappings->count; i++) {
		const struct csv_mapping *mapping = &mappings->items[i];
		struct strbuf text = STRBUF_INIT;

		if (!has_field(header, mapping->column))
			return csv_fail(problem, header->line,
			    _("there is no column '%s' to map"),
			    mapping->column);
		if (find_field(mapping->field, &column))
			continue;
		csv_put_shown(&text, mapping->field);
		strbuf_puts(&text, _("; the fields are: "));
		put_known(&text);
		return fail_text(problem, header->line,
		    _("there is no field %s, or '-' to pass a column over"),
		    &text);
	}
	return FIELD_OK;
}

/* --- the columns --------------------------------------------------------- */

/* "state" is a word of fieldctl user list too, made of columns beside it; in
 * another's file it may say who has left, and is not passed over unasked. */
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

/* A file of people: false where the column is unknown. */
static bool
column_of_people(const struct csv_row *header, const struct mappings *mappings,
    size_t index, enum csv_column *ret_column)
{
	const char *name = header->fields[index];
	const char *mapped = mapped_name(mappings, name);

	*ret_column = CSV_COLUMN_IGNORED;
	if (mapped != NULL)
		return find_field(mapped, ret_column);
	return is_state_of_listing(header, name) ||
	    csv_column_find(name, ret_column);
}

/* Separated by something else, all columns are one. */
static int
fail_separator(const struct csv_row *header, struct csv_problem *problem)
{
	return csv_fail(problem, header->line,
	    _("the header has one column, '%s'; columns are separated by commas, "
	      "semicolons or tabs, or as a first line such as 'sep=|' says"),
	    header->fields[0]);
}

static int
fail_unknown(const struct csv_row *header, const struct mappings *mappings,
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
		csv_put_shown(&text, header->fields[i]);
	}
	if (count > SHOWN_MAX)
		strbuf_printf(
		    &text, _(" and %zu more"), count - (size_t)SHOWN_MAX);
	strbuf_puts(&text, _("; known columns: "));
	put_known(&text);
	return fail_text(problem, header->line,
	    _("unknown columns: %s; map each unknown column to a known one, or to "
	      "'-' to pass it over: --map COLUMN=FIELD"),
	    &text);
}

static int
columns_of_people(const struct csv_row *header, const struct mappings *mappings,
    struct csv_columns *columns, struct csv_problem *problem)
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

/* Of each meaning the first name in the table of the format that the header
 * has; what is mapped by hand comes before. */
static void
columns_of_format(const struct csv_row *header, const struct mappings *mappings,
    struct csv_columns *columns)
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
		for (size_t i = 0; i < header->count; i++) {
			csv_squeeze(
			    header->fields[i], squeezed, sizeof(squeezed));
			if (taken[alias->column] ||
			    strcmp(squeezed, alias->name) != 0 ||
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
	size_t first[CSV_COLUMN_COUNT] = { 0 }; /* its place, from 1 */

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

/* --- what is said of it -------------------------------------------------- */

static const char *
format_title(const struct csv_columns *columns)
{
	if (columns->format != NULL)
		return _(columns->format->title);
	for (size_t i = 0; i < columns->count; i++)
		if (columns->of[i] == CSV_COLUMN_ID)
			return _("fieldauth, people");
	return _("a table of people");
}

static int
note_columns(const struct csv_row *header, const struct csv_columns *columns,
    struct csv_found *found)
{
	int rc = FIELD_OK;

	(void)str_copy(
	    found->format, sizeof(found->format), format_title(columns));
	for (size_t i = 0; rc == FIELD_OK && i < header->count; i++) {
		enum csv_column column = columns->of[i];

		if (column != CSV_COLUMN_IGNORED) {
			rc = name_list_add(&found->used, header->fields[i]);
			if (rc == FIELD_OK)
				rc = name_list_add(
				    &found->meanings, csv_column_name(column));
		} else if (header->fields[i][0] != '\0') {
			rc = name_list_add(&found->ignored, header->fields[i]);
		}
	}
	return rc;
}

/* --- where it is --------------------------------------------------------- */

/* A row that needs no title lines above it. */
static bool
is_plain_header(const struct csv_row *row, const struct mappings *mappings)
{
	enum csv_column column;

	for (size_t i = 0; i < row->count; i++)
		if (!column_of_people(row, mappings, i, &column))
			return false;
	return true;
}

static bool
is_header(const struct csv_row *row, const struct mappings *mappings,
    const char *above, bool is_first, const struct csv_format **ret_format)
{
	*ret_format = csv_format_find(row, above);
	if (*ret_format != NULL)
		return has_all_mapped(mappings, row);
	if (is_first) /* one cell may be a title */
		return row->count > 1 && is_plain_header(row, mappings);
	return mappings->count > 0 && has_all_mapped(mappings, row);
}

static void
put_above(const struct csv_row *row, char above[ABOVE_SIZE])
{
	size_t len = strlen(above);

	for (size_t i = 0; i < row->count; i++) {
		csv_squeeze(row->fields[i], above + len, ABOVE_SIZE - len);
		len += strlen(above + len);
	}
}

/* The first rows of the file, separated by SEPARATOR: the place before that of
 * the header; false: none of them is one. */
static bool
look_for(struct csv_reader *reader, char separator,
    const struct mappings *mappings, struct csv_place *ret_place,
    const struct csv_format **ret_format)
{
	struct csv_place start = csv_place(reader), place = start;
	char above[ABOVE_SIZE] = "";
	struct csv_problem ignored;
	struct csv_row row;
	bool found = false;

	csv_set_separator(reader, separator);
	for (int i = 0; !found && i < CSV_TITLE_LINES; i++) {
		place = csv_place(reader);
		if (csv_next_row(reader, &row, &ignored) != 1)
			break;
		row.count = csv_used_count(&row);
		found = is_header(&row, mappings, above, i == 0, ret_format);
		put_above(&row, above);
	}
	csv_go_back(reader, start);
	*ret_place = place;
	return found;
}

/* The reader's own separator first: that of the first line, which may be a
 * title. */
static const struct csv_format *
go_to_header(struct csv_reader *reader, const struct mappings *mappings)
{
	const char own = csv_separator(reader);
	const char separators[] = { own, ',', ';', '\t' };
	const struct csv_format *format = NULL;
	struct csv_place place;

	for (size_t i = 0; i < sizeof(separators); i++) {
		if (!look_for(reader, separators[i], mappings, &place, &format))
			continue;
		csv_go_back(reader, place);
		return format;
	}
	csv_set_separator(reader, own);
	return NULL;
}

/* The rows above the header. */
static int
pass_titles(struct csv_reader *reader, struct csv_place start,
    struct csv_place header, struct csv_found *found)
{
	struct csv_problem ignored;
	struct csv_row row;
	int rc = FIELD_OK;

	csv_go_back(reader, start);
	while (rc == FIELD_OK && csv_place(reader).at < header.at &&
	    csv_next_row(reader, &row, &ignored) == 1 &&
	    csv_place(reader).at <= header.at)
		rc = csv_pass_over(found, row.line);
	csv_go_back(reader, header);
	return rc;
}

int
csv_header_read(struct csv_reader *reader, const struct csv_mapping *mappings,
    size_t mapping_count, struct csv_columns *ret_columns,
    struct csv_found *ret_found, struct csv_problem *ret_problem)
{
	const struct mappings mapped = { mappings, mapping_count };
	struct csv_place start = csv_place(reader);
	struct csv_row row;
	int rc;

	ret_columns->format = go_to_header(reader, &mapped);
	rc = pass_titles(reader, start, csv_place(reader), ret_found);
	if (rc == FIELD_OK)
		rc = csv_next_row(reader, &row, ret_problem);
	if (rc == 0)
		return csv_fail(ret_problem, 1, _("the file is empty%s"), "");
	if (rc < 0)
		return rc;
	row.count = ret_columns->count = csv_used_count(&row);
	rc = check_mappings(&row, &mapped, ret_problem);
	if (rc == FIELD_OK && ret_columns->format != NULL)
		columns_of_format(&row, &mapped, ret_columns);
	else if (rc == FIELD_OK)
		rc = columns_of_people(&row, &mapped, ret_columns, ret_problem);
	if (rc == FIELD_OK)
		rc = check_columns(&row, ret_columns, ret_problem);
	return rc == FIELD_OK ? note_columns(&row, ret_columns, ret_found) : rc;
}
