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
	int64_t failure_count; /* consecutive failed runs */
	int64_t blocked_until; /* a provider's limit; 0: none */
	double random;         /* [0, 1): position within the jitter */
};

/*
 * When a source whose run has just ended runs next: after its interval, or at
 * its next calendar time, plus up to a tenth of the interval (at most 15
 * minutes), so that many terminals do not call at once.  After failures: 1
 * minute, doubled each time, never later than the regular time.  Never before
 * blocked_until.  0: only on request.
 */
int64_t schedule_next(
    const struct config_source *config, const struct schedule_state *state);

/*
 * How to interpret a time stored by an earlier process: a time that has passed,
 * or 0 (never ran), is made up for once, within a tenth of the interval and a
 * minute; a time beyond the regular interval, after the clock was set back, is
 * corrected.
 */
int64_t schedule_resume(const struct config_source *config, int64_t next_run_at,
    const struct schedule_state *state);

#endif
