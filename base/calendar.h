/*
 * base/calendar: times of a week, "Mon..Fri 06:00,18:30".
 * Layer: base.  Users: config_key, syncd/schedule.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdint.h>

/*
 * Times of a week, local time: "[DAYS] HH:MM[,HH:MM...]", DAYS a list of
 * Mon..Sun or ranges such as Mon..Fri, without them every day; or "hourly",
 * "daily" (00:00), "weekly" (Mon 00:00).  A subset of systemd.time(7).
 */
#define CALENDAR_TIMES_MAX 24

struct calendar {
	uint8_t days;                         /* bit 0: Sunday, as tm_wday */
	uint16_t minutes[CALENDAR_TIMES_MAX]; /* of the day, ascending */
	int time_count;
};

/* FIELD_EINVAL. */
int calendar_parse(const char *text, struct calendar *ret_calendar);

/* The first such time after AFTER_S, UTC seconds. */
int64_t calendar_next(const struct calendar *calendar, int64_t after_s);

#endif
