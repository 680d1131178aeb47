/*
 * Turns the rows of a file into records of a plan (A11).  An invalid row must
 * not affect any other row.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/import/csv_inside.h"
#include "store/import/csv_key.h"
#include "store/import/csv_value.h"
#include "store/people/user_text.h"

struct import {
	struct plan *plan;
	struct csv_reader *reader;
	struct csv_problem problem;
	struct csv_columns columns;
	struct csv_found *found;
	struct csv_keys keys;
};

static bool
kind_is_known(const char *kind)
{
	enum user_kind known;

	return kind[0] == '\0' || strcmp(kind, "employee") == 0 ||
	    strcmp(kind, "contractor") == 0 ||
	    user_kind_by_name(kind, &known) == FIELD_OK;
}

/* An invalid row is refused alone, with its line. */
static int
refuse_row(struct import *import, int64_t line, const char *why)
{
	char text[300];

	(void)str_format(
	    text, sizeof(text), _("line %lld: %.200s"), (long long)line, why);
	return plan_add_unreadable(import->plan, CSV_ENTITY, "", text);
}

/* FORMAT has one '%s', for the value in the row. */
static int
refuse_word(
    struct import *import, int64_t line, const char *format, const char *word)
{
	struct csv_problem problem;

	(void)csv_fail(&problem, line, format, word);
	return refuse_row(import, line, problem.why);
}

static int
add_record(struct import *import, const struct csv_values *values,
    struct plan_record *record)
{
	const struct csv_format *format = import->columns.format;
	char identifier[CSV_KEY_SIZE];
	int rc = csv_key_make(&import->keys, import->plan, values->of,
	    format != NULL && format->program->has_unique_names, identifier,
	    sizeof(identifier));

	if (rc == FIELD_EINVAL)
		return refuse_row(import, record->line,
		    _("there is no usable id, employee number, e-mail address "
		      "or login name"));
	record->external_id = identifier;
	if (rc == FIELD_OK)
		rc = plan_add_record(import->plan, record);
	if (rc == FIELD_EINVAL)
		return csv_fail(&import->problem, record->line,
		    _("'%s' is in the file twice, with different contents"),
		    identifier);
	return rc;
}

static int
add_row(struct import *import, const struct csv_row *row,
    const struct csv_values *values)
{
	const char *const *of = values->of;
	const struct csv_format *format = import->columns.format;
	struct plan_record record = { .entity = CSV_ENTITY,
		.first_name = of[CSV_COLUMN_FIRST_NAME],
		.last_name = of[CSV_COLUMN_LAST_NAME],
		.display_name = of[CSV_COLUMN_NAME],
		.email = of[CSV_COLUMN_EMAIL],
		.phone = of[CSV_COLUMN_PHONE],
		.mobile = of[CSV_COLUMN_MOBILE],
		.title = of[CSV_COLUMN_TITLE],
		.department = of[CSV_COLUMN_DEPARTMENT],
		.employee_number = of[CSV_COLUMN_EMPLOYEE_NUMBER],
		.provider_role = "",
		.kind_hint = of[CSV_COLUMN_KIND],
		.inactive_reason = "",
		.ends_on = of[CSV_COLUMN_ENDS_ON],
		.merged_to = "",
		.login = of[CSV_COLUMN_LOGIN],
		.roles = of[CSV_COLUMN_ROLE],
		.sites = of[CSV_COLUMN_SITE],
		.crew = of[CSV_COLUMN_CREW],
		.line = row->line };
	bool deleted = false;

	if (!csv_status_read(of[CSV_COLUMN_STATUS], &record.active, &deleted))
		return refuse_word(import, row->line,
		    _("the status '%s' is neither 'active' nor 'inactive'"),
		    of[CSV_COLUMN_STATUS]);
	if (deleted)
		return FIELD_OK; /* a file cannot delete people */
	if (!(format != NULL && format->program->has_companies) &&
	    !kind_is_known(of[CSV_COLUMN_KIND]))
		return refuse_word(import, row->line,
		    _("the kind '%s' is unknown"), of[CSV_COLUMN_KIND]);
	if (user_text_is_shortened(of[CSV_COLUMN_EXTERNAL_ID]) ||
	    user_text_is_shortened(of[CSV_COLUMN_EMPLOYEE_NUMBER]))
		return refuse_row(import, row->line,
		    _("the number was shortened by a spreadsheet; format its "
		      "column as text and export it again"));
	return add_record(import, values, &record);
}

/* A row affects how other rows are recognised. */
static int
note_row(struct import *import, const struct csv_row *row)
{
	struct csv_values values;

	return csv_values_take(&import->columns, row, &values) ?
	    csv_keys_note(&import->keys, values.of) :
	    FIELD_OK;
}

static int
read_row(struct import *import, const struct csv_row *row)
{
	struct csv_values values;

	if (csv_values_take(&import->columns, row, &values))
		return add_row(import, row, &values);
	import->problem.line = row->line;
	(void)str_format(import->problem.why, sizeof(import->problem.why),
	    _("this row has %1$zu fields, but the header has %2$zu"),
	    row->count, import->columns.count);
	return FIELD_EINVAL;
}

static int
pass_row(struct import *import, const struct csv_row *row)
{
	return csv_pass_over(import->found, row->line);
}

typedef int take_row(struct import *import, const struct csv_row *row);

/* FOOTER handles the rows that are not people. */
static int
each_row(struct import *import, take_row *take, take_row *footer)
{
	struct csv_row row;
	int rc = csv_next_row(import->reader, &row, &import->problem);

	while (rc == 1) {
		rc = FIELD_OK;
		if (!csv_row_is_footer(&import->columns, &row))
			rc = take(import, &row);
		else if (footer != NULL)
			rc = footer(import, &row);
		if (rc == FIELD_OK)
			rc = csv_next_row(
			    import->reader, &row, &import->problem);
	}
	return rc;
}

static int
read_people(struct import *import, const struct csv_mapping *mappings,
    size_t mapping_count)
{
	struct csv_place rows;
	int rc = csv_header_read(import->reader, mappings, mapping_count,
	    &import->columns, import->found, &import->problem);

	if (rc < 0)
		return rc;
	rows = csv_place(import->reader);
	rc = each_row(import, note_row, NULL);
	if (rc < 0)
		return rc;
	csv_go_back(import->reader, rows);
	return each_row(import, read_row, pass_row);
}

/* Windows-1252 has no byte order mark.  It is accepted if the header belongs to
 * a program that writes it, or to a file that a spreadsheet has saved from such
 * an export. */
static bool
open_ansi(struct import *import, const char *bytes, size_t len)
{
	struct csv_found found = { .passed_over = NULL };
	struct csv_problem ignored;
	struct csv_place start;

	if (memchr(bytes, '\0', len) != NULL ||
	    csv_open_ansi(bytes, len, &import->reader) != FIELD_OK)
		return false;
	start = csv_place(import->reader);
	import->found->is_ansi = csv_header_read(import->reader, NULL, 0,
				     &import->columns, &found,
				     &ignored) == FIELD_OK &&
	    import->columns.format != NULL;
	csv_found_release(&found);
	csv_go_back(import->reader, start);
	return import->found->is_ansi;
}

int
csv_import(struct plan *plan, const char *bytes, size_t len,
    const struct csv_mapping *mappings, size_t mapping_count,
    struct csv_found *ret_found, struct csv_problem *ret_problem)
{
	struct import *import = calloc(1, sizeof(*import));
	int rc;

	if (import == NULL)
		return FIELD_ENOMEM;
	import->plan = plan;
	import->found = ret_found;
	rc = csv_open(bytes, len, &import->reader, &import->problem);
	if (rc == FIELD_EINVAL && open_ansi(import, bytes, len))
		rc = FIELD_OK;
	if (rc == FIELD_OK)
		rc = read_people(import, mappings, mapping_count);
	if (rc == FIELD_EINVAL)
		*ret_problem = import->problem;
	csv_close(import->reader);
	csv_keys_release(&import->keys);
	free(import);
	return rc;
}
