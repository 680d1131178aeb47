#include "base/calendar.h"
#include "base/err.h"
#include "syncd/schedule.h"

#define BACK_OFF_S     60
#define JITTER_MAX_S   900
#define CATCH_UP_MAX_S 60

/* The regular time of the next run, and the length of its interval. */
static int64_t
regular_next(
    const struct config_source *config, int64_t now_s, int64_t *ret_interval_s)
{
	struct calendar calendar;

	if (config->calendar[0] != '\0' &&
	    calendar_parse(config->calendar, &calendar) == FIELD_OK) {
		int64_t next = calendar_next(&calendar, now_s);

		*ret_interval_s = calendar_next(&calendar, next) - next;
		return next;
	}
	*ret_interval_s = config->every_s;
	return config->every_s > 0 ? now_s + config->every_s : 0;
}

static int64_t
jitter(int64_t interval_s, double random)
{
	int64_t most = interval_s / 10 < JITTER_MAX_S ? interval_s / 10 :
							JITTER_MAX_S;

	return (int64_t)((double)most * random);
}

int64_t
schedule_next(
    const struct config_source *config, const struct schedule_state *state)
{
	int64_t interval_s,
	    next = regular_next(config, state->now_s, &interval_s);

	if (next == 0)
		return 0;
	next += jitter(interval_s, state->random);
	if (state->failure_count > 0) {
		int doublings = state->failure_count < 12 ?
		    (int)state->failure_count - 1 :
		    11;
		int64_t delay = (int64_t)BACK_OFF_S << doublings;
		int64_t retry = state->now_s + delay +
		    jitter(delay * 5, state->random);

		if (retry < next)
			next = retry;
	}
	return next > state->blocked_until ?
	    next :
	    state->blocked_until + 1 + jitter(600, state->random);
}

int64_t
schedule_resume(const struct config_source *config, int64_t next_run_at,
    const struct schedule_state *state)
{
	int64_t interval_s,
	    next = regular_next(config, state->now_s, &interval_s);
	int64_t soon = state->now_s +
	    jitter(interval_s < 10 * CATCH_UP_MAX_S ? interval_s :
						      10 * CATCH_UP_MAX_S,
		state->random);

	if (next == 0)
		return 0;
	if (next_run_at <= state->now_s)
		return soon > state->blocked_until ? soon :
						     state->blocked_until + 1;
	if (next_run_at <= next + JITTER_MAX_S ||
	    next_run_at <= state->blocked_until + JITTER_MAX_S)
		return next_run_at;
	return next;
}
