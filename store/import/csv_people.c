/*
 * store/csv_people: what the columns of a file of people mean (A11).
 */
#include <stdlib.h>
#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/id.h"
#include "store/import/csv.h"
#include "store/people/user_text.h"

enum column {
	COLUMN_ID,
	COLUMN_EXTERNAL_ID,
	COLUMN_FIRST_NAME,
	COLUMN_LAST_NAME,
	COLUMN_NAME,
	COLUMN_EMAIL,
	COLUMN_PHONE,
	COLUMN_MOBILE,
	COLUMN_TITLE,
	COLUMN_DEPARTMENT,
	COLUMN_EMPLOYEE_NUMBER,
	COLUMN_KIND,
	COLUMN_STATUS,
	COLUMN_ENDS_ON,
	COLUMN_COUNT,
	COLUMN_IGNORED = COLUMN_COUNT, /* known, and of no use here */
};

/* Squeezed: lower case, without blanks, '_', '-' and '.'. */
static const struct {
	const char *name;
	enum column column;
} column_names[] = {
	{ "id", COLUMN_ID },
	{ "externalid", COLUMN_EXTERNAL_ID },
	{ "firstname", COLUMN_FIRST_NAME },
	{ "givenname", COLUMN_FIRST_NAME },
	{ "forename", COLUMN_FIRST_NAME },
	{ "lastname", COLUMN_LAST_NAME },
	{ "familyname", COLUMN_LAST_NAME },
	{ "surname", COLUMN_LAST_NAME },
	{ "name", COLUMN_NAME },
	{ "fullname", COLUMN_NAME },
	{ "displayname", COLUMN_NAME },
	{ "employee", COLUMN_NAME },
	{ "email", COLUMN_EMAIL },
	{ "emailaddress", COLUMN_EMAIL },
	{ "mail", COLUMN_EMAIL },
	{ "phone", COLUMN_PHONE },
	{ "phonenumber", COLUMN_PHONE },
	{ "telephone", COLUMN_PHONE },
	{ "mobile", COLUMN_MOBILE },
	{ "mobilenumber", COLUMN_MOBILE },
	{ "mobilephone", COLUMN_MOBILE },
	{ "cell", COLUMN_MOBILE },
	{ "title", COLUMN_TITLE },
	{ "jobtitle", COLUMN_TITLE },
	{ "department", COLUMN_DEPARTMENT },
	{ "employeenumber", COLUMN_EMPLOYEE_NUMBER },
	{ "employeeid", COLUMN_EMPLOYEE_NUMBER },
	{ "kind", COLUMN_KIND },
	{ "status", COLUMN_STATUS },
	{ "active", COLUMN_STATUS },
	{ "endson", COLUMN_ENDS_ON },
	{ "enddate", COLUMN_ENDS_ON },
	{ "lastday", COLUMN_ENDS_ON },
	{ "terminationdate", COLUMN_ENDS_ON },
	{ "-", COLUMN_IGNORED },
	/* Of fieldctl user list --csv: ours to say, not a file's. */
	{ "login", COLUMN_IGNORED },
	{ "uid", COLUMN_IGNORED },
	{ "gid", COLUMN_IGNORED },
	{ "blocked", COLUMN_IGNORED },
	{ "held", COLUMN_IGNORED },
	{ "mustchange", COLUMN_IGNORED },
	{ "fullaccess", COLUMN_IGNORED },
	{ "roles", COLUMN_IGNORED },
	{ "sites", COLUMN_IGNORED },
	{ "lastsigninat", COLUMN_IGNORED },
	{ "lastsigninmethod", COLUMN_IGNORED },
};

struct import {
	struct plan *plan;
	struct csv_reader *reader;
	struct csv_problem problem;
	enum column columns[CSV_COLUMN_MAX];
	size_t column_count;
};

static int
fail(struct import *import, int64_t line, const char *format, const char *about)
{
	char shown[120];

	/* The texts are from outside. */
	if (!str_copy(shown, sizeof(shown), about) || !str_is_printable(shown))
		(void)str_copy(shown, sizeof(shown), "?");
	import->problem.line = line;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)str_format(
	    import->problem.why, sizeof(import->problem.why), format, shown);
#pragma GCC diagnostic pop
	return FIELD_EINVAL;
}

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
find_column(const char *name, enum column *ret_column)
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
check_mappings(struct import *import, const struct csv_row *header,
    const struct csv_mapping *mappings, size_t count)
{
	enum column column;

	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t j = 0; j < header->count; j++)
			found = found ||
			    str_equals_nocase(
				mappings[i].column, header->fields[j]);
		if (!found)
			return fail(import, header->line,
			    _("there is no column '%s' to map"),
			    mappings[i].column);
		if (!find_column(mappings[i].field, &column))
			return fail(import, header->line,
			    _("there is no field '%s' to map to"),
			    mappings[i].field);
	}
	return FIELD_OK;
}

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

static int
read_header(struct import *import, const struct csv_mapping *mappings,
    size_t mapping_count)
{
	bool seen[COLUMN_COUNT + 1] = { false };
	struct csv_row row;
	int rc = next_row(import, &row);

	if (rc == 0)
		return fail(import, 1, _("the file is empty%s"), "");
	if (rc == 1)
		row.count = used_count(&row);
	if (rc == 1)
		rc = check_mappings(import, &row, mappings, mapping_count);
	for (size_t i = 0; rc == FIELD_OK && i < row.count; i++) {
		enum column column = COLUMN_IGNORED;
		const char *name = mapped_name(
		    mappings, mapping_count, row.fields[i]);

		if (!is_state_of_listing(&row, name) &&
		    !find_column(name, &column))
			return fail(import, row.line,
			    _("the column '%s' is unknown; map it to a field, "
			      "or to '-'"),
			    row.fields[i]);
		if (column != COLUMN_IGNORED && seen[column])
			return fail(import, row.line,
			    _("the column '%s' means the same as another"),
			    row.fields[i]);
		seen[column] = true;
		import->columns[i] = column;
		import->column_count = row.count;
	}
	if (rc == FIELD_OK && !seen[COLUMN_NAME] && !seen[COLUMN_FIRST_NAME] &&
	    !seen[COLUMN_LAST_NAME])
		return fail(
		    import, row.line, _("there is no column with names%s"), "");
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

/* The address that the plan takes from the field, as it is compared. */
static bool
fold_first(const char *text, char folded[USER_EMAIL_SIZE])
{
	char email[USER_EMAIL_SIZE];

	return email_find(text, email, sizeof(email)) == FIELD_OK &&
	    email_fold(email, folded, USER_EMAIL_SIZE) == FIELD_OK;
}

static bool
is_ascii(const char *text)
{
	while (*text != '\0')
		if ((unsigned char)*text++ >= 0x80)
			return false;
	return true;
}

/* Identifiers are ASCII, and an address need not be.  One that is not has its
 * bytes written as in URLs behind a prefix of its own, so that no other
 * address is written alike. */
static bool
put_address(const char *folded, char *buf, size_t size)
{
	struct strbuf text = STRBUF_INIT;
	bool fits;

	if (is_ascii(folded))
		return str_format(buf, size, "mail:%s", folded);
	strbuf_puts(&text, "mail8:");
	for (const char *p = folded; *p != '\0'; p++) {
		if (*p > ' ' && *p <= '~' && *p != '%')
			strbuf_append(&text, p, 1);
		else
			strbuf_printf(&text, "%%%02X", (unsigned char)*p);
	}
	fits = !text.failed && str_copy(buf, size, text.bytes);
	strbuf_release(&text);
	return fits;
}

/* What a row is known by, into BUF; false when there is nothing. */
static bool
make_identifier(const char *const *values, char *buf, size_t size)
{
	char folded[USER_EMAIL_SIZE];

	if (values[COLUMN_ID][0] != '\0')
		return id_is_valid(values[COLUMN_ID]) &&
		    str_copy(buf, size, values[COLUMN_ID]);
	if (values[COLUMN_EXTERNAL_ID][0] != '\0')
		return str_format(
		    buf, size, "id:%s", values[COLUMN_EXTERNAL_ID]);
	if (values[COLUMN_EMPLOYEE_NUMBER][0] != '\0')
		return str_format(
		    buf, size, "number:%s", values[COLUMN_EMPLOYEE_NUMBER]);
	return fold_first(values[COLUMN_EMAIL], folded) &&
	    put_address(folded, buf, size);
}

/* Visible ASCII, as a plan wants identifiers; blanks become '_'. */
static bool
clean_identifier(char *identifier)
{
	for (char *p = identifier; *p != '\0'; p++) {
		if (*p == ' ')
			*p = '_';
		if (*p < '!' || *p > '~')
			return false;
	}
	return true;
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
refuse_shortened(struct import *import, int64_t line)
{
	char why[160];

	(void)str_format(
	    why, sizeof(why), _("its number %s"), user_text_shortened());
	return refuse_row(import, line, why);
}

static int
add_row(
    struct import *import, const struct csv_row *row, const char *const *values)
{
	char identifier[128];
	struct plan_record record = { .entity = CSV_ENTITY,
		.external_id = identifier,
		.first_name = values[COLUMN_FIRST_NAME],
		.last_name = values[COLUMN_LAST_NAME],
		.display_name = values[COLUMN_NAME],
		.email = values[COLUMN_EMAIL],
		.phone = values[COLUMN_PHONE],
		.mobile = values[COLUMN_MOBILE],
		.title = values[COLUMN_TITLE],
		.department = values[COLUMN_DEPARTMENT],
		.employee_number = values[COLUMN_EMPLOYEE_NUMBER],
		.provider_role = "",
		.kind_hint = values[COLUMN_KIND],
		.inactive_reason = "",
		.ends_on = values[COLUMN_ENDS_ON],
		.merged_to = "",
		.line = row->line };
	bool deleted = false;
	int rc;

	if (!read_status(values[COLUMN_STATUS], &record.active, &deleted))
		return refuse_row(import, row->line,
		    _("the status is neither 'active' nor 'inactive'"));
	if (deleted)
		return FIELD_OK; /* a file deletes nobody */
	if (!kind_is_known(values[COLUMN_KIND]))
		return refuse_row(import, row->line, _("the kind is unknown"));
	if (user_text_is_shortened(values[COLUMN_EXTERNAL_ID]) ||
	    user_text_is_shortened(values[COLUMN_EMPLOYEE_NUMBER]))
		return refuse_shortened(import, row->line);
	if (!make_identifier(values, identifier, sizeof(identifier)) ||
	    !clean_identifier(identifier))
		return refuse_row(import, row->line,
		    _("there is no usable id, employee number or e-mail"));
	rc = plan_add_record(import->plan, &record);
	if (rc == FIELD_EINVAL)
		return fail(import, row->line,
		    _("'%s' is in the file twice, with different contents"),
		    identifier);
	return rc;
}

static int
read_row(struct import *import, const struct csv_row *row)
{
	const char *values[COLUMN_COUNT];
	char text[24];

	if (row->count < import->column_count ||
	    used_count(row) > import->column_count) {
		(void)str_format(text, sizeof(text), "%zu", row->count);
		return fail(import, row->line,
		    _("this row has %s fields, and the header another "
		      "number"),
		    text);
	}
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		values[i] = "";
	for (size_t i = 0; i < import->column_count; i++)
		if (import->columns[i] != COLUMN_IGNORED)
			values[import->columns[i]] = row->fields[i];
	return add_row(import, row, values);
}

int
csv_import(struct plan *plan, const char *bytes, size_t len,
    const struct csv_mapping *mappings, size_t mapping_count,
    struct csv_problem *ret_problem)
{
	struct import *import = calloc(1, sizeof(*import));
	struct csv_row row;
	int rc;

	if (import == NULL)
		return FIELD_ENOMEM;
	import->plan = plan;
	rc = csv_open(bytes, len, &import->reader, &import->problem);
	if (rc == FIELD_OK)
		rc = read_header(import, mappings, mapping_count);
	while (rc == FIELD_OK) {
		rc = next_row(import, &row);
		if (rc != 1)
			break;
		rc = read_row(import, &row);
	}
	if (rc == FIELD_EINVAL)
		*ret_problem = import->problem;
	csv_close(import->reader);
	free(import);
	return rc;
}

/* --- export ------------------------------------------------------------- */

/* The columns of SQL_CSV_PEOPLE, in their order. */
static const char *const export_columns[] = { "id", "login", "first_name",
	"last_name", "email", "phone", "mobile", "title", "employee_number",
	"kind", "status" };
#define EXPORT_COUNT (sizeof(export_columns) / sizeof(export_columns[0]))

static int
put_row(const char *const *fields,
    int (*write)(void *context, const char *bytes, size_t len), void *context)
{
	struct strbuf buf = STRBUF_INIT;
	int rc = FIELD_ENOMEM;

	csv_put_row(&buf, fields, EXPORT_COUNT);
	if (!buf.failed)
		rc = write(context, buf.bytes, buf.len);
	strbuf_release(&buf);
	return rc;
}

int
csv_export(struct store *store, const char *org_id,
    int (*write)(void *context, const char *bytes, size_t len), void *context)
{
	int rc = put_row(export_columns, write, context);
	struct query *query;

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_CSV_PEOPLE);
	db_bind_text(query, 1, org_id);
	rc = db_step(query);
	while (rc == 1) {
		const char *fields[EXPORT_COUNT];

		for (size_t i = 0; i < EXPORT_COUNT; i++)
			fields[i] = db_text(query, (int)i);
		rc = put_row(fields, write, context);
		if (rc == FIELD_OK)
			rc = db_step(query);
	}
	db_done(query);
	return rc;
}
