#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "build_paths.h"

static int64_t
system_now_s(const struct clock *clock)
{
	struct timespec ts;

	(void)clock;
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

static int64_t
fixed_now_s(const struct clock *clock)
{
	return clock->fixed_s;
}

const struct clock clock_system = {
	.now_s = system_now_s,
	.not_before_s = FIELDAUTH_RELEASED_AT_S,
};

struct clock
clock_fixed(int64_t now_s)
{
	return (struct clock){ .now_s = fixed_now_s, .fixed_s = now_s };
}

static int64_t
now_ms(clockid_t id)
{
	struct timespec ts;

	(void)clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_real_ms(void)
{
	return now_ms(CLOCK_REALTIME);
}

int64_t
clock_monotonic_ms(void)
{
	return now_ms(CLOCK_MONOTONIC);
}

int64_t
clock_now_s(const struct clock *clock)
{
	return clock->now_s(clock);
}

int64_t
clock_uptime_s(const struct clock *clock)
{
	return clock->now_s == fixed_now_s ? clock->fixed_uptime_s :
					     now_ms(CLOCK_BOOTTIME) / 1000;
}

void
clock_boot_id(char buf[CLOCK_BOOT_SIZE])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, buf, CLOCK_BOOT_SIZE - 1);

	if (fd >= 0)
		(void)close(fd);
	buf[len > 0 ? len : 0] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
}

char *
clock_format_iso(int64_t t_s, char *buf)
{
	time_t t = (time_t)t_s;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(buf, CLOCK_ISO_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		buf[0] = '\0';
	return buf;
}

/* Parse exactly COUNT digits at *P, and advance *P past them. */
static bool
take_digits(const char **p, int count, int *ret_value)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return false;
		value = value * 10 + (**p - '0');
	}
	*ret_value = value;
	return true;
}

static bool
take_char(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool
take_zone(const char **p, struct clock_text *text)
{
	int sign, hours, minutes = 0;

	if (take_char(p, 'Z')) {
		text->has_zone = true;
		return true;
	}
	if (**p != '+' && **p != '-')
		return true;
	sign = *(*p)++ == '-' ? -1 : 1;
	if (!take_digits(p, 2, &hours))
		return false;
	if (take_char(p, ':') || isdigit((unsigned char)**p))
		if (!take_digits(p, 2, &minutes))
			return false;
	if (hours > 14 || minutes > 59)
		return false;
	text->has_zone = true;
	text->offset_s = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool
take_time(const char **p, struct clock_text *text)
{
	struct tm *tm = &text->fields;

	if (!take_digits(p, 2, &tm->tm_hour) || !take_char(p, ':') ||
	    !take_digits(p, 2, &tm->tm_min))
		return false;
	if (take_char(p, ':') && !take_digits(p, 2, &tm->tm_sec))
		return false;
	if (take_char(p, '.'))
		while (isdigit((unsigned char)**p))
			(*p)++;
	text->has_time = true;
	return tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec < 61 &&
	    take_zone(p, text);
}

/* timegm() silently turns 31 February into March. */
static bool
is_day(const struct tm *tm)
{
	struct tm check = { .tm_year = tm->tm_year,
		.tm_mon = tm->tm_mon,
		.tm_mday = tm->tm_mday };

	(void)timegm(&check);
	return check.tm_mday == tm->tm_mday && check.tm_mon == tm->tm_mon;
}

int
clock_parse_text(const char *text, struct clock_text *ret_text)
{
	struct clock_text parsed = { .has_time = false };
	struct tm *tm = &parsed.fields;
	const char *p = text;

	if (!take_digits(&p, 4, &tm->tm_year) || !take_char(&p, '-') ||
	    !take_digits(&p, 2, &tm->tm_mon) || !take_char(&p, '-') ||
	    !take_digits(&p, 2, &tm->tm_mday))
		return FIELD_EINVAL;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	if (!is_day(tm))
		return FIELD_EINVAL;
	if ((take_char(&p, 'T') || take_char(&p, ' ')) &&
	    !take_time(&p, &parsed))
		return FIELD_EINVAL;
	parsed.rest = p;
	*ret_text = parsed;
	return FIELD_OK;
}

int
clock_parse_iso(const char *text, int64_t *ret_t_s)
{
	struct clock_text parsed;

	if (clock_parse_text(text, &parsed) < 0 || parsed.rest[0] != '\0')
		return FIELD_EINVAL;
	*ret_t_s = (int64_t)timegm(&parsed.fields) - parsed.offset_s;
	return FIELD_OK;
}

static const struct {
	char letter;
	int64_t s;
} duration_units[] = {
	{ 'w', 604800 },
	{ 'd', 86400 },
	{ 'h', 3600 },
	{ 'm', 60 },
	{ 's', 1 },
};

#define DURATION_UNIT_COUNT (sizeof(duration_units) / sizeof(duration_units[0]))

int
clock_parse_duration(const char *text, int64_t *ret_s)
{
	const int64_t longest_s = INT64_C(100) * 366 * 86400;
	const char *p = text;
	int64_t value = 0;

	if (!isdigit((unsigned char)*p))
		return FIELD_EINVAL;
	for (; isdigit((unsigned char)*p); p++) {
		value = value * 10 + (*p - '0');
		if (value > longest_s)
			return FIELD_EINVAL;
	}
	if (*p == '\0' || p[1] != '\0')
		return FIELD_EINVAL;
	for (size_t i = 0; i < DURATION_UNIT_COUNT; i++) {
		if (duration_units[i].letter != *p)
			continue;
		if (value > longest_s / duration_units[i].s)
			return FIELD_EINVAL;
		*ret_s = value * duration_units[i].s;
		return FIELD_OK;
	}
	return FIELD_EINVAL;
}

char *
clock_format_duration(int64_t s, char *buf)
{
	/* weeks are read but not written, since people type "7d" */
	for (size_t i = 1; i < DURATION_UNIT_COUNT; i++) {
		if (s % duration_units[i].s != 0)
			continue;
		/* 24h stays 24h: days are used from 48h on */
		if (duration_units[i].letter == 'd' && s == 86400)
			continue;
		(void)snprintf(buf, 24, "%" PRId64 "%c",
		    s / duration_units[i].s, duration_units[i].letter);
		break;
	}
	return buf;
}
