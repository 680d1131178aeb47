/*
 * Reads the values of a row.  An ambiguous value is passed on unchanged, so
 * that the plan skips and reports it: a date such as 03/04/2026 has two
 * readings.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "store/import/csv_value.h"

/* --- status -------------------------------------------------------------- */

bool
csv_status_read(const char *text, bool *ret_active, bool *ret_deleted)
{
	static const struct {
		const char *word;
		bool active, deleted;
	} words[] = { { "", true, false }, { "active", true, false },
		{ "yes", true, false }, { "y", true, false },
		{ "true", true, false }, { "1", true, false },
		{ "enabled", true, false }, { "employed", true, false },
		{ "paid leave of absence", true, false },
		{ "unpaid leave of absence", true, false },
		{ "on leave", true, false }, { "inactive", false, false },
		{ "no", false, false }, { "n", false, false },
		{ "false", false, false }, { "0", false, false },
		{ "disabled", false, false }, { "terminated", false, false },
		{ "released", false, false }, { "deceased", false, false },
		{ "archived", false, false }, { "suspended", false, false },
		{ "left", false, false }, { "deleted", false, true } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_equals_nocase(words[i].word, text)) {
			*ret_active = words[i].active;
			*ret_deleted = words[i].deleted;
			return true;
		}
	}
	return false;
}

/* --- telephone numbers --------------------------------------------------- */

/* Copy the trimmed LEN bytes at TEXT into BUF, if that is empty. */
static void
put_number(char *buf, size_t size, const char *text, size_t len)
{
	while (len > 0 && strchr(" \t\r\n,;", *text) != NULL) {
		text++;
		len--;
	}
	while (len > 0 && strchr(" \t\r\n,;", text[len - 1]) != NULL)
		len--;
	if (buf[0] == '\0' && len > 0 && len < size) {
		memcpy(buf, text, len);
		buf[len] = '\0';
	}
}

static void
put_labelled(struct csv_values *values, const char *label, size_t label_len,
    const char *text, size_t len)
{
	static const char *const phones[] = { "", "phone", "work", "home",
		"main", "tel", "telephone" };
	static const char *const mobiles[] = { "mobile", "cell" };
	char word[16];

	if (!str_format(word, sizeof(word), "%.*s", (int)label_len, label))
		return;
	for (size_t i = 0; i < sizeof(phones) / sizeof(phones[0]); i++)
		if (str_equals_nocase(phones[i], word))
			put_number(
			    values->phone, sizeof(values->phone), text, len);
	for (size_t i = 0; i < sizeof(mobiles) / sizeof(mobiles[0]); i++)
		if (str_equals_nocase(mobiles[i], word))
			put_number(
			    values->mobile, sizeof(values->mobile), text, len);
}

/* "Phone:(540) 555-0141 Mobile:(540) 555-0142 Fax:…" */
static void
take_phones(struct csv_values *values, const char *text)
{
	const char *label = "";
	size_t label_len = 0;

	for (;;) {
		const char *colon = strchr(text, ':'), *end = colon;

		if (colon == NULL) {
			put_labelled(
			    values, label, label_len, text, strlen(text));
			return;
		}
		while (end > text && isalpha((unsigned char)end[-1]))
			end--;
		put_labelled(
		    values, label, label_len, text, (size_t)(end - text));
		label = end;
		label_len = (size_t)(colon - end);
		text = colon + 1;
	}
}

/* Country, area and number, as on the platform's own pages. */
static void
join_number(char *buf, size_t size, const char *country, const char *area,
    const char *number)
{
	if (number[0] == '\0')
		return;
	(void)str_format(buf, size, "%s%s%s%s%s", country,
	    country[0] != '\0' ? " " : "", area, area[0] != '\0' ? " " : "",
	    number);
}

static void
take_numbers(struct csv_values *values)
{
	const char **of = values->of;

	values->phone[0] = values->mobile[0] = '\0';
	if (of[CSV_COLUMN_PHONES][0] != '\0')
		take_phones(values, of[CSV_COLUMN_PHONES]);
	if (of[CSV_COLUMN_PHONE_COUNTRY][0] != '\0' ||
	    of[CSV_COLUMN_PHONE_AREA][0] != '\0')
		join_number(values->phone, sizeof(values->phone),
		    of[CSV_COLUMN_PHONE_COUNTRY], of[CSV_COLUMN_PHONE_AREA],
		    of[CSV_COLUMN_PHONE]);
	if (of[CSV_COLUMN_MOBILE_COUNTRY][0] != '\0' ||
	    of[CSV_COLUMN_MOBILE_AREA][0] != '\0')
		join_number(values->mobile, sizeof(values->mobile),
		    of[CSV_COLUMN_MOBILE_COUNTRY], of[CSV_COLUMN_MOBILE_AREA],
		    of[CSV_COLUMN_MOBILE]);
	if (values->phone[0] != '\0')
		of[CSV_COLUMN_PHONE] = values->phone;
	if (values->mobile[0] != '\0')
		of[CSV_COLUMN_MOBILE] = values->mobile;
}

/* --- days ---------------------------------------------------------------- */

/* 1 to 12, or 0. */
static int
month_of(const char *word)
{
	static const char *const months[] = { "jan", "feb", "mar", "apr", "may",
		"jun", "jul", "aug", "sep", "oct", "nov", "dec" };

	for (int i = 0; i < 12; i++)
		if (strncasecmp(months[i], word, 3) == 0)
			return i + 1;
	return 0;
}

/* With only one reading: 24/11/2026 and 11/24/2026, but not 03/04/2026. */
static bool
read_slashed(const char *text, int *ret_year, int *ret_month, int *ret_day)
{
	int a, b, year, len = 0;

	if (sscanf(text, "%2d/%2d/%4d%n", &a, &b, &year, &len) != 3 ||
	    text[len] != '\0' || year < 1000 || (a <= 12 && b <= 12 && a != b))
		return false;
	*ret_year = year;
	*ret_month = a > 12 ? b : a;
	*ret_day = a > 12 ? a : b;
	return true;
}

/* 24 Nov 2026; Nov 24, 2026. */
static bool
read_named(const char *text, int *ret_year, int *ret_month, int *ret_day)
{
	char word[16];
	int len = 0;

	if (sscanf(text, "%2d %15[A-Za-z] %4d%n", ret_day, word, ret_year,
		&len) != 3 &&
	    sscanf(text, "%15[A-Za-z] %2d, %4d%n", word, ret_day, ret_year,
		&len) != 3)
		return false;
	*ret_month = month_of(word);
	return text[len] == '\0';
}

static bool
read_digits(const char *text, int *ret_year, int *ret_month, int *ret_day)
{
	return strlen(text) == 8 && strspn(text, "0123456789") == 8 &&
	    sscanf(text, "%4d%2d%2d", ret_year, ret_month, ret_day) == 3;
}

static void
take_day(struct csv_values *values)
{
	const char *text = values->of[CSV_COLUMN_ENDS_ON];
	int year, month, day;

	if (!read_slashed(text, &year, &month, &day) &&
	    !read_named(text, &year, &month, &day) &&
	    !read_digits(text, &year, &month, &day))
		return;
	if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > 31)
		return;
	if (str_format(values->ends_on, sizeof(values->ends_on),
		"%04d-%02d-%02d", year, month, day))
		values->of[CSV_COLUMN_ENDS_ON] = values->ends_on;
}

/* --- a row --------------------------------------------------------------- */

/* "Personal info" has the name in its first line. */
static void
take_details(struct csv_values *values)
{
	const char *text = values->of[CSV_COLUMN_DETAILS];

	if (text[0] == '\0' || values->of[CSV_COLUMN_NAME][0] != '\0')
		return;
	(void)str_format(values->name, sizeof(values->name), "%.*s",
	    (int)strcspn(text, "\r\n"), text);
	values->of[CSV_COLUMN_NAME] = values->name;
}

static void
take_state(struct csv_values *values)
{
	const char **of = values->of;
	bool blocked, deleted;

	/* "Block credential" */
	if (csv_status_read(of[CSV_COLUMN_BLOCKED], &blocked, &deleted) &&
	    of[CSV_COLUMN_BLOCKED][0] != '\0')
		of[CSV_COLUMN_STATUS] = blocked ? "inactive" : "active";
	/* "Member" or "Guest" */
	if (of[CSV_COLUMN_MEMBER][0] != '\0' &&
	    !str_equals_nocase(of[CSV_COLUMN_MEMBER], "member"))
		of[CSV_COLUMN_KIND] = of[CSV_COLUMN_MEMBER];
}

/* A contact that is not a company is not an employee either. */
static void
take_contact(struct csv_values *values)
{
	const char **of = values->of;

	of[CSV_COLUMN_KIND] = of[CSV_COLUMN_FIRST_NAME][0] == '\0' &&
		of[CSV_COLUMN_LAST_NAME][0] == '\0' ?
	    "company" :
	    "contractor";
}

bool
csv_values_take(const struct csv_columns *columns, const struct csv_row *row,
    struct csv_values *values)
{
	if (row->count < columns->count || csv_used_count(row) > columns->count)
		return false;
	for (size_t i = 0; i < CSV_COLUMN_COUNT; i++)
		values->of[i] = "";
	for (size_t i = 0; i < columns->count; i++)
		if (columns->of[i] != CSV_COLUMN_IGNORED)
			values->of[columns->of[i]] = row->fields[i];
	take_day(values);
	if (columns->format == NULL)
		return true;
	take_details(values);
	take_numbers(values);
	take_state(values);
	if (values->of[CSV_COLUMN_EMAIL][0] == '\0')
		values->of[CSV_COLUMN_EMAIL] = values
						   ->of[CSV_COLUMN_EMAIL_ELSE];
	if (columns->format->program->has_companies)
		take_contact(values);
	return true;
}

/* --- below the rows ------------------------------------------------------ */

static bool
begins_with_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	return strncasecmp(text, word, len) == 0 &&
	    !isalpha((unsigned char)text[len]);
}

static bool
begins_with_weekday(const char *text)
{
	static const char *const days[] = { "Monday", "Tuesday", "Wednesday",
		"Thursday", "Friday", "Saturday", "Sunday" };

	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		if (begins_with_word(text, days[i]))
			return true;
	return false;
}

/* A person named "Monday" has an address. */
static bool
is_without_address(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (strchr(row->fields[i], '@') != NULL)
			return false;
	return true;
}

/* "Sunday, Nov 29, 2026 01:07:35 AM GMT-8", in quotes or not. */
static bool
is_time_of_printing(const struct csv_row *row, const char *first)
{
	char text[60], word[16];
	int day;

	if (!begins_with_weekday(first))
		return false;
	(void)str_format(text, sizeof(text), "%.25s,%.25s", first,
	    first == row->fields[0] && row->count > 1 ? row->fields[1] : "");
	return sscanf(text, "%*[A-Za-z]%*[ ,]%2d", &day) == 1 ||
	    (sscanf(text, "%*[A-Za-z]%*[ ,]%15[A-Za-z] %2d", word, &day) == 2 &&
		month_of(word) != 0);
}

bool
csv_row_is_footer(const struct csv_columns *columns, const struct csv_row *row)
{
	const char *first = "";

	if (columns->format == NULL || !columns->format->program->is_report ||
	    !is_without_address(row))
		return false;
	for (size_t i = 0; first[0] == '\0' && i < row->count; i++)
		first = row->fields[i] + strspn(row->fields[i], " \t\r\n");
	return is_time_of_printing(row, first) ||
	    (begins_with_word(first, "total") && first[5] != ',') ||
	    begins_with_word(first, "accrual basis") ||
	    begins_with_word(first, "cash basis");
}
