/* mktime(3) is not used: its result for a midnight that the clock skips is
 * unspecified, and may be on the previous day. */
#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/local.h"

/* --- days --------------------------------------------------------------- */

#define DAY_S INT64_C(86400)
/* zones have changed by a quarter of an hour */
#define STEP_S INT64_C(900)
#define FAR_S  (INT64_C(27) * 3600) /* no zone is farther from UTC */

static bool
local_fields(int64_t t_s, struct tm *tm)
{
	time_t t = (time_t)t_s;

	return localtime_r(&t, tm) != NULL;
}

/* A day as a number that increases from day to day. */
static int64_t
number_of(const struct tm *tm)
{
	return ((int64_t)tm->tm_year * 12 + tm->tm_mon) * 31 + tm->tm_mday;
}

static int64_t
day_of(int64_t t_s)
{
	struct tm tm;

	return local_fields(t_s, &tm) ? number_of(&tm) : INT64_MAX;
}

/* The first second after DAY, or of it, if that is within (BEFORE, AFTER]. */
static int64_t
bisect(int64_t before, int64_t after, int64_t last_day)
{
	while (after - before > 1) {
		int64_t middle = before + (after - before) / 2;

		if (day_of(middle) > last_day)
			after = middle;
		else
			before = middle;
	}
	return after;
}

static int64_t
midnight_utc(const struct tm *day)
{
	struct tm tm = { .tm_year = day->tm_year,
		.tm_mon = day->tm_mon,
		.tm_mday = day->tm_mday };

	return timegm(&tm);
}

/* The first time with the date of DAY, or a later date. */
static int64_t
day_begin(const struct tm *day)
{
	int64_t number = number_of(day), t = midnight_utc(day) - FAR_S;

	while (day_of(t) < number)
		t += STEP_S;
	return bisect(t - STEP_S, t, number - 1);
}

/* The last time at which a date later than DAY starts. */
static int64_t
day_end(const struct tm *day)
{
	int64_t number = number_of(day);
	int64_t t = midnight_utc(day) + DAY_S + FAR_S;

	while (day_of(t) > number)
		t -= STEP_S;
	return bisect(t, t + STEP_S, number);
}

/* --- writing ------------------------------------------------------------ */

char *
local_format(int64_t t_s, char *buf)
{
	struct tm tm;

	tzset();
	/* a zone that TZ names and that does not exist is UTC without a name */
	if (!local_fields(t_s, &tm) ||
	    strftime(buf, LOCAL_SIZE,
		tm.tm_zone[0] != '\0' ? "%Y-%m-%d %H:%M %Z" :
					"%Y-%m-%d %H:%M %z",
		&tm) == 0)
		(void)clock_format_iso(t_s, buf);
	return buf;
}

char *
local_format_day(int64_t t_s, char *buf)
{
	struct tm tm;

	tzset();
	if (!local_fields(t_s, &tm) ||
	    strftime(buf, LOCAL_DAY_SIZE, "%Y-%m-%d", &tm) == 0)
		buf[0] = '\0';
	return buf;
}

bool
local_is_end_of_day(int64_t t_s, char *buf)
{
	struct tm day;

	tzset();
	if (!local_fields(t_s - 1, &day) || day_of(t_s) <= number_of(&day) ||
	    day_end(&day) != t_s)
		return false;
	(void)local_format_day(t_s - 1, buf);
	return true;
}

/* --- reading ------------------------------------------------------------ */

/* Whether the clock shows FIELDS at T_S, and calls its zone ZONE ("": any). */
static bool
shows(int64_t t_s, const struct tm *fields, const char *zone)
{
	struct tm tm;

	return local_fields(t_s, &tm) && number_of(&tm) == number_of(fields) &&
	    tm.tm_hour == fields->tm_hour && tm.tm_min == fields->tm_min &&
	    tm.tm_sec == fields->tm_sec &&
	    (zone[0] == '\0' || strcmp(zone, tm.tm_zone) == 0);
}

/* A time without a zone, or with a zone name. */
static int
find_instant(const struct tm *fields, const char *zone, int64_t *ret_t_s)
{
	static const int64_t near_s[] = { -DAY_S, DAY_S };
	struct tm copy = *fields, near;
	int64_t as_utc = timegm(&copy);

	/* The clock is changed at most once within two days. */
	for (size_t i = 0; i < sizeof(near_s) / sizeof(near_s[0]); i++) {
		int64_t t;

		if (!local_fields(as_utc + near_s[i], &near))
			continue;
		t = as_utc - near.tm_gmtoff;
		if (!shows(t, fields, zone))
			continue;
		*ret_t_s = t;
		return FIELD_OK;
	}
	return FIELD_EINVAL;
}

int64_t
local_first(const struct tm *fields)
{
	struct tm copy = *fields, before, now;
	int64_t as_utc = timegm(&copy), from, to = as_utc;

	tzset();
	if (find_instant(fields, "", &to) == FIELD_OK ||
	    !local_fields(as_utc - DAY_S, &before))
		return to;
	/* By the old offset the clock has been changed by then, by the new one
	 * not yet: it is never changed by more than a day. */
	to = as_utc - before.tm_gmtoff;
	from = to - DAY_S;
	while (to - from > 1) {
		int64_t middle = from + (to - from) / 2;

		if (local_fields(middle, &now) &&
		    now.tm_gmtoff != before.tm_gmtoff)
			to = middle;
		else
			from = middle;
	}
	return to;
}

/* "... CET" or "... +14": what follows a time after a blank. */
static int
parse_zone_word(const struct clock_text *parsed, int64_t *ret_t_s)
{
	const char *word = parsed->rest;
	char joined[40];
	int64_t midnight;

	if (word[0] == ' ' && isalnum((unsigned char)word[1]) && word[1] != 'Z')
		return find_instant(&parsed->fields, word + 1, ret_t_s);
	if (word[0] == '\0')
		return find_instant(&parsed->fields, "", ret_t_s);
	/* An offset: that of the first second of the day. */
	if (word[0] != ' ' || word[1] == '\0' ||
	    !str_format(
		joined, sizeof(joined), "1970-01-01T00:00:00%s", word + 1) ||
	    clock_parse_iso(joined, &midnight) < 0)
		return FIELD_EINVAL;
	struct tm copy = parsed->fields;
	*ret_t_s = (int64_t)timegm(&copy) + midnight;
	return FIELD_OK;
}

int
local_parse(const char *text, struct local_time *ret_time)
{
	struct clock_text parsed;
	int64_t t;
	int rc = clock_parse_text(text, &parsed);

	if (rc < 0)
		return rc;
	tzset();
	if (!parsed.has_time) {
		if (parsed.rest[0] != '\0')
			return FIELD_EINVAL;
		ret_time->begin_s = day_begin(&parsed.fields);
		ret_time->end_s = day_end(&parsed.fields);
		return FIELD_OK;
	}
	rc = parsed.has_zone ? clock_parse_iso(text, &t) :
			       parse_zone_word(&parsed, &t);
	if (rc < 0)
		return rc;
	ret_time->begin_s = ret_time->end_s = t;
	return FIELD_OK;
}

/* --- instants within a text --------------------------------------------- */

#define INSTANT_LEN (sizeof("2026-11-24T21:07:00Z") - 1)

/* Whether a time starts at TEXT. */
static bool
take_instant(const char *text, int64_t *ret_t_s)
{
	char instant[INSTANT_LEN + 1];

	if (strnlen(text, INSTANT_LEN) < INSTANT_LEN || text[10] != 'T' ||
	    text[INSTANT_LEN - 1] != 'Z')
		return false;
	memcpy(instant, text, INSTANT_LEN);
	instant[INSTANT_LEN] = '\0';
	return clock_parse_iso(instant, ret_t_s) == FIELD_OK;
}

void
local_put(struct strbuf *buf, const char *text)
{
	char local[LOCAL_SIZE];
	int64_t t;

	strbuf_puts(buf, "");
	while (*text != '\0') {
		size_t len = strcspn(text, "0123456789");

		if (len == 0 && take_instant(text, &t)) {
			strbuf_puts(buf, local_format(t, local));
			text += INSTANT_LEN;
			continue;
		}
		/* Digits are kept together, so that no time starts within a
		 * number. */
		if (len == 0)
			len = strspn(text, "0123456789");
		strbuf_append(buf, text, len);
		text += len;
	}
}
