/*
 * store/import/csv_column: the names that columns go by, here and elsewhere.
 * Nothing is guessed: a column that is not known fails the file.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/import/csv_column.h"
#include "store/import/csv_inside.h"

/* Squeezed: lower case, without blanks, '_', '-' and '.'. */
static const struct {
	const char *name;
	enum csv_column column;
} column_names[] = {
	{ "id", CSV_COLUMN_ID },
	{ "externalid", CSV_COLUMN_EXTERNAL_ID },
	{ "firstname", CSV_COLUMN_FIRST_NAME },
	{ "givenname", CSV_COLUMN_FIRST_NAME },
	{ "forename", CSV_COLUMN_FIRST_NAME },
	{ "lastname", CSV_COLUMN_LAST_NAME },
	{ "familyname", CSV_COLUMN_LAST_NAME },
	{ "surname", CSV_COLUMN_LAST_NAME },
	{ "name", CSV_COLUMN_NAME },
	{ "fullname", CSV_COLUMN_NAME },
	{ "displayname", CSV_COLUMN_NAME },
	{ "employee", CSV_COLUMN_NAME },
	{ "email", CSV_COLUMN_EMAIL },
	{ "emailaddress", CSV_COLUMN_EMAIL },
	{ "mail", CSV_COLUMN_EMAIL },
	{ "phone", CSV_COLUMN_PHONE },
	{ "phonenumber", CSV_COLUMN_PHONE },
	{ "telephone", CSV_COLUMN_PHONE },
	{ "mobile", CSV_COLUMN_MOBILE },
	{ "mobilenumber", CSV_COLUMN_MOBILE },
	{ "mobilephone", CSV_COLUMN_MOBILE },
	{ "cell", CSV_COLUMN_MOBILE },
	{ "title", CSV_COLUMN_TITLE },
	{ "jobtitle", CSV_COLUMN_TITLE },
	{ "department", CSV_COLUMN_DEPARTMENT },
	{ "employeenumber", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "employeeid", CSV_COLUMN_EMPLOYEE_NUMBER },
	{ "kind", CSV_COLUMN_KIND },
	{ "status", CSV_COLUMN_STATUS },
	{ "active", CSV_COLUMN_STATUS },
	{ "endson", CSV_COLUMN_ENDS_ON },
	{ "enddate", CSV_COLUMN_ENDS_ON },
	{ "lastday", CSV_COLUMN_ENDS_ON },
	{ "terminationdate", CSV_COLUMN_ENDS_ON },
	{ "-", CSV_COLUMN_IGNORED },
	/* Of fieldctl user list --csv: ours to say, not a file's. */
	{ "login", CSV_COLUMN_IGNORED },
	{ "uid", CSV_COLUMN_IGNORED },
	{ "gid", CSV_COLUMN_IGNORED },
	{ "blocked", CSV_COLUMN_IGNORED },
	{ "held", CSV_COLUMN_IGNORED },
	{ "mustchange", CSV_COLUMN_IGNORED },
	{ "fullaccess", CSV_COLUMN_IGNORED },
	{ "roles", CSV_COLUMN_IGNORED },
	{ "sites", CSV_COLUMN_IGNORED },
	{ "lastsigninat", CSV_COLUMN_IGNORED },
	{ "lastsigninmethod", CSV_COLUMN_IGNORED },
};

const char *const csv_field_words[] = { "id", "external_id", "first_name",
	"last_name", "name", "email", "phone", "mobile", "title", "department",
	"employee_number", "kind", "status", "ends_on", "-", NULL };

static void
squeeze(const char *text, char *buf, size_t size)
{
	size_t len = 0;

	if (strcmp(text, "-") == 0) {
		(void)str_copy(buf, size, text);
		return;
	}
	for (; *text != '\0' && len + 1 < size; text++) {
		if (strchr(" \t_-.", *text) != NULL)
			continue;
		buf[len++] = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) :
							    *text;
	}
	buf[len] = '\0';
}

static bool
find_column(const char *name, enum csv_column *ret_column)
{
	char squeezed[64];

	squeeze(name, squeezed, sizeof(squeezed));
	for (size_t i = 0; i < sizeof(column_names) / sizeof(column_names[0]);
	     i++) {
		if (strcmp(column_names[i].name, squeezed) == 0) {
			*ret_column = column_names[i].column;
			return true;
		}
	}
	return false;
}

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

static const char *
mapped_name(const struct csv_mapping *mappings, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equals_nocase(mappings[i].column, name))
			return mappings[i].field;
	return name;
}

/* A mapping that maps nothing, or to nothing, is a slip of the keyboard. */
static int
check_mappings(const struct csv_row *header, const struct csv_mapping *mappings,
    size_t count, struct csv_problem *problem)
{
	enum csv_column column;

	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t j = 0; j < header->count; j++)
			found = found ||
			    str_equals_nocase(
				mappings[i].column, header->fields[j]);
		if (!found)
			return csv_fail(problem, header->line,
			    _("there is no column '%s' to map"),
			    mappings[i].column);
		if (!find_column(mappings[i].field, &column))
			return csv_fail(problem, header->line,
			    _("there is no field '%s' to map to"),
			    mappings[i].field);
	}
	return FIELD_OK;
}

int
csv_columns_read(const struct csv_row *header,
    const struct csv_mapping *mappings, size_t mapping_count,
    struct csv_columns *ret_columns, struct csv_problem *ret_problem)
{
	bool seen[CSV_COLUMN_COUNT + 1] = { false };
	int rc = check_mappings(header, mappings, mapping_count, ret_problem);

	for (size_t i = 0; rc == FIELD_OK && i < header->count; i++) {
		enum csv_column column = CSV_COLUMN_IGNORED;
		const char *name = mapped_name(
		    mappings, mapping_count, header->fields[i]);

		if (!is_state_of_listing(header, name) &&
		    !find_column(name, &column))
			return csv_fail(ret_problem, header->line,
			    _("the column '%s' is unknown; map it to a field, "
			      "or to '-'"),
			    header->fields[i]);
		if (column != CSV_COLUMN_IGNORED && seen[column])
			return csv_fail(ret_problem, header->line,
			    _("the column '%s' means the same as another"),
			    header->fields[i]);
		seen[column] = true;
		ret_columns->of[i] = column;
		ret_columns->count = header->count;
	}
	if (rc == FIELD_OK && !seen[CSV_COLUMN_NAME] &&
	    !seen[CSV_COLUMN_FIRST_NAME] && !seen[CSV_COLUMN_LAST_NAME])
		return csv_fail(ret_problem, header->line,
		    _("there is no column with names%s"), "");
	return rc;
}
