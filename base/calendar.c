#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"
#include "base/err.h"
#include "base/local.h"
#include "base/str.h"

#define EVERY_DAY 0x7f
#define WEEK_S    (7 * 86400)

static const char *const day_names[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
	"Fri", "Sat" };

static bool
day_by_name(const char *name, size_t len, int *ret_day)
{
	for (int day = 0; day < 7; day++)
		if (len == 3 && strncmp(name, day_names[day], 3) == 0) {
			*ret_day = day;
			return true;
		}
	return false;
}

/* "Mon" or "Mon..Fri"; a range may wrap around the end of the week. */
static bool
parse_day_range(const char *text, uint8_t *days)
{
	size_t len = strcspn(text, ".");
	int first, last;

	if (!day_by_name(text, len, &first))
		return false;
	last = first;
	if (text[len] != '\0' &&
	    (strncmp(text + len, "..", 2) != 0 ||
		!day_by_name(text + len + 2, strlen(text + len + 2), &last)))
		return false;
	*days |= (uint8_t)(1u << last);
	for (int day = first; day != last; day = (day + 1) % 7)
		*days |= (uint8_t)(1u << day);
	return true;
}

static bool
parse_minute(const char *text, uint16_t *ret_minute)
{
	int64_t hour, minute;
	char part[3];

	if (strlen(text) != 5 || text[2] != ':')
		return false;
	memcpy(part, text, 2);
	part[2] = '\0';
	if (str_parse_int(part, 0, 23, &hour) < 0 ||
	    str_parse_int(text + 3, 0, 59, &minute) < 0)
		return false;
	*ret_minute = (uint16_t)(hour * 60 + minute);
	return true;
}

static int
compare_minutes(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static bool
parse_days(char *text, struct calendar *calendar)
{
	char *rest = text;

	for (const char *word = strsep(&rest, ","); word != NULL;
	     word = strsep(&rest, ","))
		if (!parse_day_range(word, &calendar->days))
			return false;
	return true;
}

static bool
parse_times(char *text, struct calendar *calendar)
{
	char *rest = text;

	for (const char *word = strsep(&rest, ","); word != NULL;
	     word = strsep(&rest, ",")) {
		if (calendar->time_count == CALENDAR_TIMES_MAX ||
		    !parse_minute(
			word, &calendar->minutes[calendar->time_count]))
			return false;
		calendar->time_count++;
	}
	qsort(calendar->minutes, (size_t)calendar->time_count,
	    sizeof(calendar->minutes[0]), compare_minutes);
	return true;
}

/* Shorthands; "hourly" is not one of them. */
static const char *
expand_word(const char *text)
{
	if (strcmp(text, "daily") == 0)
		return "00:00";
	if (strcmp(text, "weekly") == 0)
		return "Mon 00:00";
	if (strcmp(text, "hourly") == 0)
		return "00:00,01:00,02:00,03:00,04:00,05:00,06:00,07:00,"
		       "08:00,09:00,10:00,11:00,12:00,13:00,14:00,15:00,"
		       "16:00,17:00,18:00,19:00,20:00,21:00,22:00,23:00";
	return text;
}

int
calendar_parse(const char *text, struct calendar *ret_calendar)
{
	struct calendar calendar = { 0 };
	char copy[200], *space, *times = copy;

	if (!str_copy(copy, sizeof(copy), expand_word(text)))
		return FIELD_EINVAL;
	space = strchr(copy, ' ');
	if (space != NULL) {
		*space = '\0';
		times = str_trim(space + 1);
		if (!parse_days(copy, &calendar))
			return FIELD_EINVAL;
	} else {
		calendar.days = EVERY_DAY;
	}
	if (!parse_times(times, &calendar))
		return FIELD_EINVAL;
	*ret_calendar = calendar;
	return FIELD_OK;
}

int64_t
calendar_next(const struct calendar *calendar, int64_t after_s)
{
	time_t after = (time_t)after_s;
	struct tm today;

	(void)localtime_r(&after, &today);
	for (int day = 0; day <= 7; day++) {
		if (!(calendar->days & 1u << (today.tm_wday + day) % 7))
			continue;
		for (int i = 0; i < calendar->time_count; i++) {
			struct tm tm = { .tm_year = today.tm_year,
				.tm_mon = today.tm_mon,
				.tm_mday = today.tm_mday + day,
				.tm_hour = calendar->minutes[i] / 60,
				.tm_min = calendar->minutes[i] % 60 };
			int64_t t;

			(void)timegm(&tm); /* a month may end meanwhile */
			t = local_first(&tm);
			if (t > after_s)
				return t;
		}
	}
	return after_s + WEEK_S;
}
