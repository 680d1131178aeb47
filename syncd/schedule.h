/*
 * syncd/schedule: when a source is imported next (A5).  Pure functions.
 * Layer: syncd (base).  Users: syncd/agent, syncd/run; tests.
 */
#ifndef SYNCD_SCHEDULE_H
#define SYNCD_SCHEDULE_H

#include <stdint.h>

#include "conf/config.h"

struct schedule_state {
	int64_t now_s;
	int64_t failure_count; /* runs that failed in a row */
	int64_t blocked_until; /* a provider's limit; 0: none */
	double random;         /* [0, 1): where in the jitter */
};

/*
 * When a source whose run has just ended runs next: after its interval, or
 * at its next calendar time, and up to a tenth of the interval (at most 15
 * minutes) later, so that many terminals do not call at once.  After
 * failures: 1 minute, doubled with each, never later than regular.  Never
 * before blocked_until.  0: only by hand.
 */
int64_t schedule_next(
    const struct config_source *config, const struct schedule_state *state);

/*
 * What a time stored by an earlier process means now: one that has passed is
 * caught up once, within a tenth of the interval and a minute; 0 (never ran)
 * the same; one beyond the
 * regular interval, after a clock was set back, is brought in.
 */
int64_t schedule_resume(const struct config_source *config, int64_t next_run_at,
    const struct schedule_state *state);

#endif
