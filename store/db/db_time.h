/*
 * store/db/db_time: the time by which rules go.
 * Layer: store.  Users: db_private, db_clock, db_store; fieldctl doctor.
 *
 * A terminal whose clock has no battery starts in the past.  Codes, delegations
 * and temporary passwords that have ended must not become valid again, so the
 * database keeps the latest time that it has seen, and rules go by the later of
 * this and the clock.  While the clock is behind, time passes as the machine's
 * uptime does: a lock ends, and a code expires.
 *
 * All other uses of the time have the same source, so that the rows of the log
 * stay in order and no row is created before the one that caused it; what is
 * recorded while the clock is behind has a time that is later than the clock's
 * and at most as late as the true one.
 */
#ifndef STORE_DB_DB_TIME_H
#define STORE_DB_DB_TIME_H

#include <stdint.h>

#include "base/clock.h"

/* A clock that jumped further ahead does not count as seen: one that is set
 * wrongly for a while must not leave everything expired. */
#define DB_TIME_JUMP_MAX_S (INT64_C(366) * 86400)

/* A time that was seen, and the boot and the uptime at which it was. */
struct db_seen {
	int64_t at_s, uptime_s;
	char boot[CLOCK_BOOT_SIZE];
};

/* Before anything has been read: no clock is earlier than the program. */
struct db_seen db_time_first(const struct clock *clock);

/* For rules: never earlier than what was seen. */
int64_t db_time_now_s(const struct clock *clock, const struct db_seen *seen);

#endif
