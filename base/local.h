/*
 * base/local: local times, as people write and read them.
 * Layer: base.  Users: base/calendar, fieldctl, store/source, store/import.
 *
 * The zone is that of the process: TZ, otherwise /etc/localtime (tzset(3)).  A
 * day starts at the first second that has its date there, and ends where the
 * next date starts: in some zones the clock skips midnight, or shows it twice.
 */
#ifndef BASE_LOCAL_H
#define BASE_LOCAL_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/str.h"

#define LOCAL_SIZE     64
#define LOCAL_DAY_SIZE sizeof("-292277022656-01-01")

/* Format as "2026-11-29 08:14 CET"; returns BUF, which has LOCAL_SIZE bytes.  A
 * zone without a name is shown as its offset ("+14"). */
char *local_format(int64_t t_s, char *buf);

/* The local date of T_S, "2026-11-29"; returns BUF, which has LOCAL_DAY_SIZE
 * bytes. */
char *local_format_day(int64_t t_s, char *buf);

/* Whether T_S is the end of a day, which is then written to BUF, as above. */
bool local_is_end_of_day(int64_t t_s, char *buf);

/* The meaning of a text: a day, or a single time with equal begin and end. */
struct local_time {
	int64_t begin_s;
	int64_t end_s; /* the first second after it */
};

/*
 * Parse "2026-11-24", or a date and time as accepted by clock_parse_iso(), but
 * local if it has no zone.  The zone may also be a name, as written by
 * local_format(), if it is the name of the local zone at that time.  A time
 * that the clock shows twice means the first.  FIELD_EINVAL, also for a time
 * that the clock skips.
 */
int local_parse(const char *text, struct local_time *ret_time);

/* The first time at which the clock shows FIELDS (year to second, within their
 * ranges); if it skips them, the time of the change. */
int64_t local_first(const struct tm *fields);

/* Append TEXT to BUF, with each time in it ("2026-11-24T21:07:00Z") in the form
 * of local_format(). */
void local_put(struct strbuf *buf, const char *text);

#endif
