/*
 * store/import/csv_people: the rows of a file as records of a plan (A11).
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/import/csv_inside.h"
#include "store/import/csv_key.h"
#include "store/people/user_text.h"

struct import {
	struct plan *plan;
	struct csv_reader *reader;
	struct csv_problem problem;
	struct csv_columns columns;
	struct csv_keys keys;
};

/* Without the empty cells at its end. */
static size_t
used_count(const struct csv_row *row)
{
	size_t count = row->count;

	while (count > 0 &&
	    row->fields[count - 1][strspn(row->fields[count - 1], " \t")] ==
		'\0')
		count--;
	return count;
}

/* csv_next() past rows that hold nothing. */
static int
next_row(struct import *import, struct csv_row *ret_row)
{
	int rc;

	do
		rc = csv_next(import->reader, ret_row, &import->problem);
	while (rc == 1 && used_count(ret_row) == 0);
	return rc;
}

static bool
read_status(const char *text, bool *ret_active, bool *ret_deleted)
{
	static const struct {
		const char *word;
		bool active, deleted;
	} words[] = { { "", true, false }, { "active", true, false },
		{ "yes", true, false }, { "true", true, false },
		{ "1", true, false }, { "inactive", false, false },
		{ "no", false, false }, { "false", false, false },
		{ "0", false, false }, { "deleted", false, true } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_equals_nocase(words[i].word, text)) {
			*ret_active = words[i].active;
			*ret_deleted = words[i].deleted;
			return true;
		}
	}
	return false;
}

static bool
kind_is_known(const char *kind)
{
	enum user_kind known;

	return kind[0] == '\0' || strcmp(kind, "employee") == 0 ||
	    strcmp(kind, "contractor") == 0 ||
	    user_kind_by_name(kind, &known) == FIELD_OK;
}

/* A row that cannot be a person is refused alone, with its line. */
static int
refuse_row(struct import *import, int64_t line, const char *why)
{
	char text[200];

	(void)str_format(
	    text, sizeof(text), _("line %lld: %s"), (long long)line, why);
	return plan_add_unreadable(import->plan, CSV_ENTITY, "", text);
}

static int
add_row(
    struct import *import, const struct csv_row *row, const char *const *values)
{
	char identifier[128];
	struct plan_record record = { .entity = CSV_ENTITY,
		.external_id = identifier,
		.first_name = values[CSV_COLUMN_FIRST_NAME],
		.last_name = values[CSV_COLUMN_LAST_NAME],
		.display_name = values[CSV_COLUMN_NAME],
		.email = values[CSV_COLUMN_EMAIL],
		.phone = values[CSV_COLUMN_PHONE],
		.mobile = values[CSV_COLUMN_MOBILE],
		.title = values[CSV_COLUMN_TITLE],
		.department = values[CSV_COLUMN_DEPARTMENT],
		.employee_number = values[CSV_COLUMN_EMPLOYEE_NUMBER],
		.provider_role = "",
		.kind_hint = values[CSV_COLUMN_KIND],
		.inactive_reason = "",
		.ends_on = values[CSV_COLUMN_ENDS_ON],
		.merged_to = "",
		.line = row->line };
	bool deleted = false;
	int rc;

	if (!read_status(values[CSV_COLUMN_STATUS], &record.active, &deleted))
		return refuse_row(import, row->line,
		    _("the status is neither 'active' nor 'inactive'"));
	if (deleted)
		return FIELD_OK; /* a file deletes nobody */
	if (!kind_is_known(values[CSV_COLUMN_KIND]))
		return refuse_row(import, row->line, _("the kind is unknown"));
	if (user_text_is_shortened(values[CSV_COLUMN_EXTERNAL_ID]) ||
	    user_text_is_shortened(values[CSV_COLUMN_EMPLOYEE_NUMBER]))
		return refuse_row(import, row->line,
		    _("the number was shortened by a spreadsheet; format its "
		      "column as text and export it again"));
	rc = csv_key_make(&import->keys, import->plan, values, identifier,
	    sizeof(identifier));
	if (rc == FIELD_EINVAL)
		return refuse_row(import, row->line,
		    _("there is no usable id, employee number or e-mail"));
	if (rc == FIELD_OK)
		rc = plan_add_record(import->plan, &record);
	if (rc == FIELD_EINVAL)
		return csv_fail(&import->problem, row->line,
		    _("'%s' is in the file twice, with different contents"),
		    identifier);
	return rc;
}

/* By column; false: the row is not as wide as the header. */
static bool
take_values(const struct csv_columns *columns, const struct csv_row *row,
    const char *values[CSV_COLUMN_COUNT])
{
	if (row->count < columns->count || used_count(row) > columns->count)
		return false;
	for (size_t i = 0; i < CSV_COLUMN_COUNT; i++)
		values[i] = "";
	for (size_t i = 0; i < columns->count; i++)
		if (columns->of[i] != CSV_COLUMN_IGNORED)
			values[columns->of[i]] = row->fields[i];
	return true;
}

/* A row decides for others what they are known by. */
static int
note_row(struct import *import, const struct csv_row *row)
{
	const char *values[CSV_COLUMN_COUNT];

	return take_values(&import->columns, row, values) ?
	    csv_keys_note(&import->keys, values) :
	    FIELD_OK;
}

static int
read_row(struct import *import, const struct csv_row *row)
{
	const char *values[CSV_COLUMN_COUNT];
	char text[24];

	if (take_values(&import->columns, row, values))
		return add_row(import, row, values);
	(void)str_format(text, sizeof(text), "%zu", row->count);
	return csv_fail(&import->problem, row->line,
	    _("this row has %s fields, and the header another number"), text);
}

typedef int take_row(struct import *import, const struct csv_row *row);

static int
each_row(struct import *import, take_row *take)
{
	struct csv_row row;
	int rc = next_row(import, &row);

	while (rc == 1) {
		rc = take(import, &row);
		if (rc == FIELD_OK)
			rc = next_row(import, &row);
	}
	return rc;
}

static int
read_header(struct import *import, const struct csv_mapping *mappings,
    size_t mapping_count)
{
	struct csv_row row;
	int rc = next_row(import, &row);

	if (rc == 0)
		return csv_fail(
		    &import->problem, 1, _("the file is empty%s"), "");
	if (rc < 0)
		return rc;
	row.count = used_count(&row);
	return csv_columns_read(
	    &row, mappings, mapping_count, &import->columns, &import->problem);
}

int
csv_import(struct plan *plan, const char *bytes, size_t len,
    const struct csv_mapping *mappings, size_t mapping_count,
    struct csv_problem *ret_problem)
{
	struct import *import = calloc(1, sizeof(*import));
	struct csv_place rows;
	int rc;

	if (import == NULL)
		return FIELD_ENOMEM;
	import->plan = plan;
	rc = csv_open(bytes, len, &import->reader, &import->problem);
	if (rc == FIELD_OK)
		rc = read_header(import, mappings, mapping_count);
	if (rc == FIELD_OK) {
		rows = csv_place(import->reader);
		rc = each_row(import, note_row);
	}
	if (rc == FIELD_OK) {
		csv_go_back(import->reader, rows);
		rc = each_row(import, read_row);
	}
	if (rc == FIELD_EINVAL)
		*ret_problem = import->problem;
	csv_close(import->reader);
	csv_keys_release(&import->keys);
	free(import);
	return rc;
}
