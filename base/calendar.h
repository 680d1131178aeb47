/*
 * base/calendar: weekly schedules, "Mon..Fri 06:00,18:30".
 * Layer: base.  Users: config_key, syncd/schedule.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdint.h>

/*
 * A weekly schedule in local time: "[DAYS] HH:MM[,HH:MM...]", where DAYS is a
 * list of Mon..Sun or ranges such as Mon..Fri (default: every day); or
 * "hourly", "daily" (00:00), "weekly" (Mon 00:00).  A subset of
 * systemd.time(7).
 */
#define CALENDAR_TIMES_MAX 24

struct calendar {
	uint8_t days;                         /* bit 0: Sunday, as tm_wday */
	uint16_t minutes[CALENDAR_TIMES_MAX]; /* of the day, ascending */
	int time_count;
};

/* FIELD_EINVAL. */
int calendar_parse(const char *text, struct calendar *ret_calendar);

/* The first scheduled time after AFTER_S, in UTC seconds. */
int64_t calendar_next(const struct calendar *calendar, int64_t after_s);

#endif
