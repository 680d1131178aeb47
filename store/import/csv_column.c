/*
 * The names of columns.  Nothing is guessed: an unknown column makes the file
 * invalid.
 */
#include <string.h>

#include "store/import/csv_column.h"

/* Squeezed. */
static const struct {
	const char *name;
	enum csv_column column;
} column_names[] = {
	{ "id", CSV_COLUMN_ID },
	{ "externalid", CSV_COLUMN_EXTERNAL_ID },
	{ "login", CSV_COLUMN_LOGIN },
	{ "loginname", CSV_COLUMN_LOGIN },
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
	{ "role", CSV_COLUMN_ROLE },
	{ "roles", CSV_COLUMN_ROLE },
	{ "site", CSV_COLUMN_SITE },
	{ "sites", CSV_COLUMN_SITE },
	{ "crew", CSV_COLUMN_CREW },
	{ "lead", CSV_COLUMN_CREW },
	{ "status", CSV_COLUMN_STATUS },
	{ "active", CSV_COLUMN_STATUS },
	{ "endson", CSV_COLUMN_ENDS_ON },
	{ "enddate", CSV_COLUMN_ENDS_ON },
	{ "lastday", CSV_COLUMN_ENDS_ON },
	{ "terminationdate", CSV_COLUMN_ENDS_ON },
	/* Columns of fieldctl user list --csv; a file cannot set them. */
	{ "uid", CSV_COLUMN_IGNORED },
	{ "gid", CSV_COLUMN_IGNORED },
	{ "blocked", CSV_COLUMN_IGNORED },
	{ "held", CSV_COLUMN_IGNORED },
	{ "mustchange", CSV_COLUMN_IGNORED },
	{ "fullaccess", CSV_COLUMN_IGNORED },
	{ "secret", CSV_COLUMN_IGNORED },
	{ "secretexpiresat", CSV_COLUMN_IGNORED },
	{ "invited", CSV_COLUMN_IGNORED },
	{ "inviteduntil", CSV_COLUMN_IGNORED },
	{ "lockeduntil", CSV_COLUMN_IGNORED },
	{ "lastsigninat", CSV_COLUMN_IGNORED },
	{ "lastsigninmethod", CSV_COLUMN_IGNORED },
};

const char *const csv_field_words[] = { "id", "external_id", "login",
	"first_name", "last_name", "name", "email", "phone", "mobile", "title",
	"department", "employee_number", "kind", "role", "site", "crew",
	"status", "ends_on", "-", NULL };

/* The names that csv_put_header() writes; the others are for reports about
 * exports. */
static const char *const field_names[CSV_COLUMN_COUNT] = {
	[CSV_COLUMN_ID] = "id",
	[CSV_COLUMN_EXTERNAL_ID] = "external_id",
	[CSV_COLUMN_LOGIN] = "login",
	[CSV_COLUMN_FIRST_NAME] = "first_name",
	[CSV_COLUMN_LAST_NAME] = "last_name",
	[CSV_COLUMN_NAME] = "name",
	[CSV_COLUMN_EMAIL] = "email",
	[CSV_COLUMN_PHONE] = "phone",
	[CSV_COLUMN_MOBILE] = "mobile",
	[CSV_COLUMN_TITLE] = "title",
	[CSV_COLUMN_DEPARTMENT] = "department",
	[CSV_COLUMN_EMPLOYEE_NUMBER] = "employee_number",
	[CSV_COLUMN_KIND] = "kind",
	[CSV_COLUMN_ROLE] = "role",
	[CSV_COLUMN_SITE] = "site",
	[CSV_COLUMN_CREW] = "crew",
	[CSV_COLUMN_STATUS] = "status",
	[CSV_COLUMN_ENDS_ON] = "ends_on",
	[CSV_COLUMN_DETAILS] = "name",
	[CSV_COLUMN_PHONES] = "phone, mobile",
	[CSV_COLUMN_PHONE_COUNTRY] = "phone",
	[CSV_COLUMN_PHONE_AREA] = "phone",
	[CSV_COLUMN_MOBILE_COUNTRY] = "mobile",
	[CSV_COLUMN_MOBILE_AREA] = "mobile",
	[CSV_COLUMN_EMAIL_ELSE] = "email",
	[CSV_COLUMN_BLOCKED] = "status",
	[CSV_COLUMN_MEMBER] = "kind",
};

void
csv_squeeze(const char *text, char *buf, size_t size)
{
	size_t len = 0;

	for (; *text != '\0' && len + 1 < size; text++) {
		if (strchr(" \t_-.\r\n", *text) != NULL ||
		    (*text == '*' && len == 0))
			continue;
		buf[len++] = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) :
							    *text;
	}
	buf[len] = '\0';
}

bool
csv_column_find(const char *name, enum csv_column *ret_column)
{
	char squeezed[CSV_SQUEEZED_SIZE];

	csv_squeeze(name, squeezed, sizeof(squeezed));
	for (size_t i = 0; i < sizeof(column_names) / sizeof(column_names[0]);
	     i++) {
		if (strcmp(column_names[i].name, squeezed) == 0) {
			*ret_column = column_names[i].column;
			return true;
		}
	}
	return false;
}

const char *
csv_column_name(enum csv_column column)
{
	return column < CSV_COLUMN_COUNT ? field_names[column] : "-";
}
