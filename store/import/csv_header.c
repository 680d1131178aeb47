/*
 * Finds the header and reads its columns.  A file that was not written by a
 * known program has its header in its first row, and every column of it must be
 * known or mapped: a column that was guessed wrong would rename people.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/i18n.h"
#include "store/import/csv_header.h"
#include "store/import/csv_inside.h"

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

/* --- reports about the header
 * ------------------------------------------------ */

static const char *
format_title(const struct csv_columns *columns)
{
	if (columns->format != NULL)
		return i18n_marked(columns->format->title);
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

/* --- finding the header
 * ------------------------------------------------------ */

static bool
is_header(const struct csv_row *row, const struct csv_mappings *mappings,
    const char *above, bool is_first, const struct csv_format **ret_format)
{
	*ret_format = csv_format_find(row, above);
	if (*ret_format != NULL)
		return csv_has_all_mapped(mappings, row);
	if (is_first) /* a single cell may be a title */
		return row->count > 1 && csv_is_plain_header(mappings, row);
	return mappings->count > 0 && csv_has_all_mapped(mappings, row);
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

/* Look for the header in the first rows of the file, with SEPARATOR.  Returns
 * the position before it; false if none of them is one. */
static bool
look_for(struct csv_reader *reader, char separator,
    const struct csv_mappings *mappings, struct csv_place *ret_place,
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

/* The reader's own separator is tried first: it is that of the first line,
 * which may be a title. */
static const struct csv_format *
go_to_header(struct csv_reader *reader, const struct csv_mappings *mappings)
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
	const struct csv_mappings mapped = { mappings, mapping_count };
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
	rc = csv_columns_read(&row, &mapped, ret_columns, ret_problem);
	return rc == FIELD_OK ? note_columns(&row, ret_columns, ret_found) : rc;
}
