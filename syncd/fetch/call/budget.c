#include "syncd/fetch/call/budget.h"

#define MINUTE_MS 60000
#define SECOND_MS 1000
#define DAY_S     86400

/* The time of the N-th most recent call, 1 being the last. */
static int64_t
call_ms(const struct budget *budget, int64_t n)
{
	size_t at = (budget->head + BUDGET_RING - (size_t)n) % BUDGET_RING;

	return budget->ring[at];
}

/* Calls in the WINDOW_MS before NOW_MS. */
static int64_t
calls_within(const struct budget *budget, int64_t now_ms, int64_t window_ms)
{
	int64_t n = 0;

	while (n < (int64_t)budget->count &&
	    call_ms(budget, n + 1) > now_ms - window_ms)
		n++;
	return n;
}

void
budget_spend(struct budget *budget, int64_t now_ms)
{
	budget->ring[budget->head] = now_ms;
	budget->head = (budget->head + 1) % BUDGET_RING;
	if (budget->count < BUDGET_RING)
		budget->count++;
	if (budget->day_remaining > 0)
		budget->day_remaining--;
	if (budget->minute_remaining > 0)
		budget->minute_remaining--;
}

void
budget_init(struct budget *ret_budget, bool enforced, int64_t per_second,
    int64_t per_minute, const struct pipe_limit *state, int64_t now_s,
    int64_t now_ms)
{
	int64_t age_s = now_s - state->recent_at_s;
	int64_t recent = state->recent_calls;

	*ret_budget = (struct budget){
		.enforced = enforced,
		.per_second = per_second,
		.per_minute = per_minute,
		.day_remaining = -1,
		.minute_remaining = -1,
		.cause = state->cause,
	};
	/* an end beyond any limit of a provider comes from a clock that was
	 * changed */
	if (state->blocked_until_s - now_s <= PIPE_BLOCK_MAX_S)
		ret_budget->blocked_until_s = state->blocked_until_s;
	if (recent > BUDGET_RING)
		recent = BUDGET_RING;
	/* after the clock was set back the age is negative: count them as made
	 * now */
	if (age_s < 0)
		age_s = 0;
	for (int64_t i = 0; age_s < 60 && i < recent; i++)
		budget_spend(ret_budget, now_ms - age_s * 1000);
	/* the providers do not say when their day starts: the remaining number
	 * is only displayed, and discarded after a day or when the wait is
	 * over */
	if (now_s - state->day_known_at_s < DAY_S &&
	    (state->day_remaining != 0 ||
		ret_budget->blocked_until_s > now_s)) {
		ret_budget->day_remaining = state->day_remaining;
		ret_budget->day_known_at_s = state->day_known_at_s;
	}
}

/* Time until fewer than LIMIT calls lie within WINDOW_MS. */
static int64_t
window_wait_ms(const struct budget *budget, int64_t limit, int64_t window_ms,
    int64_t now_ms)
{
	int64_t wait_ms;

	if (limit <= 0 || calls_within(budget, now_ms, window_ms) < limit)
		return 0;
	wait_ms = call_ms(budget, limit) + window_ms - now_ms;
	return wait_ms > 0 ? wait_ms : 0;
}

int64_t
budget_wait_ms(const struct budget *budget, int64_t now_s, int64_t now_ms,
    enum pipe_limit_cause *ret_cause)
{
	int64_t longest_ms = 0;
	int64_t second_ms, minute_ms;

	*ret_cause = PIPE_LIMIT_NONE;
	/* What the provider said applies even with our limits off.  An
	 * exhausted day is not a reason to wait: only the provider knows when
	 * it restarts, and answers the next call accordingly. */
	if (budget->blocked_until_s > now_s) {
		longest_ms = (budget->blocked_until_s - now_s) * 1000;
		*ret_cause = budget->cause;
	}
	if (!budget->enforced)
		return longest_ms;
	minute_ms = window_wait_ms(
	    budget, budget->per_minute, MINUTE_MS, now_ms);
	if (minute_ms > longest_ms) {
		longest_ms = minute_ms;
		*ret_cause = PIPE_LIMIT_MINUTE;
	}
	second_ms = window_wait_ms(
	    budget, budget->per_second, SECOND_MS, now_ms);
	if (second_ms > longest_ms) {
		longest_ms = second_ms;
		*ret_cause = PIPE_LIMIT_SECOND;
	}
	return longest_ms;
}

void
budget_block(struct budget *budget, enum pipe_limit_cause cause, int64_t now_s,
    int64_t wait_s)
{
	budget->cause = cause;
	budget->blocked_until_s = now_s + wait_s;
	if (cause == PIPE_LIMIT_DAY) {
		budget->day_remaining = 0;
		budget->day_known_at_s = now_s;
	}
}

void
budget_heard(struct budget *budget, int64_t minute_remaining,
    int64_t day_remaining, int64_t now_s)
{
	budget->minute_remaining = minute_remaining;
	if (day_remaining < 0)
		return;
	budget->day_remaining = day_remaining;
	budget->day_known_at_s = now_s;
}

int64_t
budget_minute_remaining(const struct budget *budget, int64_t now_ms)
{
	int64_t ours = -1;

	if (budget->enforced && budget->per_minute > 0) {
		ours = budget->per_minute -
		    calls_within(budget, now_ms, MINUTE_MS);
		if (ours < 0)
			ours = 0;
	}
	if (budget->minute_remaining >= 0 &&
	    (ours < 0 || budget->minute_remaining < ours))
		return budget->minute_remaining;
	return ours;
}

struct pipe_limit
budget_state(const struct budget *budget, int64_t now_s, int64_t now_ms)
{
	bool blocked = budget->blocked_until_s > now_s;

	return (struct pipe_limit){
		.cause = blocked ? budget->cause : PIPE_LIMIT_NONE,
		.blocked_until_s = blocked ? budget->blocked_until_s : 0,
		.day_remaining = budget->day_remaining,
		.day_known_at_s = budget->day_known_at_s,
		.recent_calls = calls_within(budget, now_ms, MINUTE_MS),
		.recent_at_s = now_s,
	};
}
