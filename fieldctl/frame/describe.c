/* The log is written for programs: times in seconds, old and new values as
 * pairs.  This file formats it for administrators; --json has the original. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/local.h"
#include "fieldctl/frame/describe.h"

#define ARROW " \xe2\x86\x92 "

void
describe_end(struct strbuf *buf, int64_t t_s)
{
	char day[LOCAL_DAY_SIZE], time[LOCAL_SIZE];

	if (t_s == 0) {
		strbuf_puts(buf, _("never"));
	} else if (!local_is_end_of_day(t_s, day)) {
		strbuf_puts(buf, local_format(t_s, time));
	} else {
		/* with the zone of that day, which may differ from that at its
		 * end */
		const char *zone = strrchr(local_format(t_s - 1, time), ' ');

		strbuf_printf(buf, _("end of %1$s"), day);
		strbuf_puts(buf, zone != NULL ? zone : "");
	}
}

/* --- values ------------------------------------------------------------- */

enum meaning { PLAIN, TIME, END, SECONDS };

/* The unit of numbers, by the name of the member. */
static enum meaning
meaning_of(const char *key)
{
	const size_t len = strlen(key);

	if (strcmp(key, "expires_at") == 0)
		return END;
	if (len > 3 && strcmp(key + len - 3, "_at") == 0)
		return TIME;
	return len > 2 && strcmp(key + len - 2, "_s") == 0 ? SECONDS : PLAIN;
}

static void
put_number(struct strbuf *buf, int64_t number, enum meaning meaning)
{
	char text[LOCAL_SIZE];

	switch (meaning) {
	case PLAIN:
		strbuf_printf(buf, "%" PRId64, number);
		break;
	case TIME:
		strbuf_puts(
		    buf, number == 0 ? _("never") : local_format(number, text));
		break;
	case END:
		describe_end(buf, number);
		break;
	case SECONDS:
		strbuf_puts(buf, clock_format_duration(number, text));
		break;
	}
}

static void
put_text(struct strbuf *buf, const char *text, enum meaning meaning)
{
	int64_t number;

	if (meaning != PLAIN &&
	    (str_parse_int(text, 0, INT64_MAX, &number) == FIELD_OK ||
		clock_parse_iso(text, &number) == FIELD_OK))
		put_number(buf, number, meaning);
	else
		strbuf_puts(buf, text[0] != '\0' ? text : _("none"));
}

static void
put_value(struct strbuf *buf, const json_t *value, enum meaning meaning)
{
	const json_t *item;
	size_t i;

	switch (json_typeof(value)) {
	case JSON_STRING:
		put_text(buf, json_string_value(value), meaning);
		break;
	case JSON_INTEGER:
		put_number(buf, json_integer_value(value), meaning);
		break;
	case JSON_REAL:
		strbuf_printf(buf, "%g", json_real_value(value));
		break;
	case JSON_TRUE:
		strbuf_puts(buf, _("yes"));
		break;
	case JSON_FALSE:
		strbuf_puts(buf, _("no"));
		break;
	case JSON_NULL:
		strbuf_puts(buf, meaning == PLAIN ? _("none") : _("never"));
		break;
	case JSON_ARRAY:
		/* a pair: the old and the new value (store/core/detail) */
		json_array_foreach(value, i, item)
		{
			if (i > 0)
				strbuf_puts(buf,
				    json_array_size(value) == 2 ? ARROW : ", ");
			put_value(buf, item, meaning);
		}
		break;
	case JSON_OBJECT:
		strbuf_puts(buf, "(");
		describe_object(buf, value);
		strbuf_puts(buf, ")");
		break;
	}
}

/* --- members ------------------------------------------------------------ */

/* "employee_number" as two words; "expires_at" without the suffix that states
 * the format. */
static void
put_name(struct strbuf *buf, const char *key)
{
	size_t len = strlen(key);

	if (meaning_of(key) != PLAIN)
		len = (size_t)(strrchr(key, '_') - key);
	for (size_t i = 0; i < len; i++)
		strbuf_append(buf, key[i] == '_' ? " " : &key[i], 1);
}

static bool
says_nothing(const char *key, const json_t *value)
{
	return strcmp(key, "address") == 0 || json_is_null(value) ||
	    (json_is_string(value) && json_string_length(value) == 0) ||
	    (json_is_array(value) && json_array_size(value) == 0);
}

void
describe_object(struct strbuf *buf, const json_t *object)
{
	const char *key, *between = "";
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		if (says_nothing(key, value))
			continue;
		strbuf_puts(buf, between);
		between = "; ";
		if (strcmp(key, "text") != 0)
			put_name(buf, key);
		if (json_is_true(value))
			continue;
		strbuf_puts(buf, strcmp(key, "text") != 0 ? ": " : "");
		put_value(buf, value, meaning_of(key));
	}
}
