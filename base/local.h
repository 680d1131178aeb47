/*
 * base/local: times as people write and read them: in their own zone.
 * Layer: base.  Users: base/calendar, fieldctl, store/source, store/import.
 *
 * The zone is that of the process: TZ, else /etc/localtime (tzset(3)).  A day
 * begins at the first instant that has its date there, and ends where the next
 * date begins: in some zones the clock skips midnight, or shows it twice.
 */
#ifndef BASE_LOCAL_H
#define BASE_LOCAL_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/str.h"

#define LOCAL_SIZE     64
#define LOCAL_DAY_SIZE sizeof("-292277022656-01-01")

/* "2026-11-29 08:14 CET"; returns BUF, which has LOCAL_SIZE bytes.  A zone
 * without a name has its offset there ("+14"). */
char *local_format(int64_t t_s, char *buf);

/* The day on which T_S is, "2026-11-29"; returns BUF, which has LOCAL_DAY_SIZE
 * bytes. */
char *local_format_day(int64_t t_s, char *buf);

/* Whether T_S is the end of a day, which is then in BUF, as above. */
bool local_is_end_of_day(int64_t t_s, char *buf);

/* What a text stands for: a day, or an instant, with begin and end alike. */
struct local_time {
	int64_t begin_s;
	int64_t end_s; /* the first second after it */
};

/*
 * Parse "2026-11-24", or a date and time as clock_parse_iso() takes them, but
 * local where no zone follows.  The zone may also be a name, as local_format()
 * writes it, if it is the name of the local zone at that time.  Of a time that
 * the clock shows twice, the first is taken.  FIELD_EINVAL, also for a time
 * that the clock skips.
 */
int local_parse(const char *text, struct local_time *ret_time);

/* When the clock first shows FIELDS (year to second, within their ranges), or,
 * where it skips them, when it is set. */
int64_t local_first(const struct tm *fields);

/* TEXT at the end of BUF, with each instant in it ("2026-11-24T21:07:00Z") as
 * local_format() writes it. */
void local_put(struct strbuf *buf, const char *text);

#endif
