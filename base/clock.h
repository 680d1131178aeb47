/*
 * base/clock: the current time, as a parameter.
 * Layer: base.  Users: store, syncd, fieldctl, fieldauth-signin.
 *
 * Internally, time is in UTC seconds since 1970; externally, ISO 8601.  Tests
 * inject a clock instead of sleeping.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct clock {
	int64_t (*now_s)(const struct clock *clock);
	/* used by clock_fixed() only; the second one is 0 at first */
	int64_t fixed_s, fixed_uptime_s;
	/* When the program was released: an earlier time is certainly wrong.
	 * 0: unknown. */
	int64_t not_before_s;
};

/* CLOCK_REALTIME. */
extern const struct clock clock_system;

/* A clock that always returns NOW_S. */
struct clock clock_fixed(int64_t now_s);

int64_t clock_now_s(const struct clock *clock);

/* CLOCK_BOOTTIME: seconds since the machine was started, with those in which it
 * was suspended. */
int64_t clock_uptime_s(const struct clock *clock);

/* The id of this boot, random(4), or "" if it cannot be read. */
#define CLOCK_BOOT_SIZE 64
void clock_boot_id(char buf[CLOCK_BOOT_SIZE]);

/* CLOCK_REALTIME in milliseconds, for comparison with the age of a process or
 * connection, whatever clock the caller was given. */
int64_t clock_real_ms(void);

/* CLOCK_MONOTONIC in milliseconds: for deadlines, never for dates. */
int64_t clock_monotonic_ms(void);

/* Size of "2026-11-24T21:07:00Z" with its NUL. */
#define CLOCK_ISO_SIZE sizeof("-292277022656-01-01T00:00:00Z")

/* Format T_S in UTC.  Returns BUF, which has CLOCK_ISO_SIZE bytes. */
char *clock_format_iso(int64_t t_s, char *buf);

/*
 * Parse an ISO 8601 date ("2026-11-24": its first second, UTC) or date and time
 * with seconds, an optional fraction (discarded) and zone ("Z", "+hh:mm",
 * "-hhmm"; UTC by default).  FIELD_EINVAL.
 */
int clock_parse_iso(const char *text, int64_t *ret_t_s);

/* The same as it is written, up to REST, which follows the zone or what stands
 * there instead: for base/local.  FIELD_EINVAL, also for a day that the
 * calendar does not have. */
struct clock_text {
	struct tm fields; /* year to second */
	bool has_time, has_zone;
	int offset_s; /* of the zone, east of UTC */
	const char *rest;
};
int clock_parse_text(const char *text, struct clock_text *ret_text);

/*
 * Parse a duration: digits followed by one of s, m, h, d, w ("90s", "30m",
 * "24h", "7d", "2w").  FIELD_EINVAL, also for more than 100 years.
 */
int clock_parse_duration(const char *text, int64_t *ret_s);

/* Format S in the shortest such form ("7d", not "168h").  BUF has 24 bytes. */
char *clock_format_duration(int64_t s, char *buf);

#endif
