/*
 * syncd/fetch/call/budget: keeps calls within a provider's limits.
 * Layer: fetch.  Users: call.
 *
 * Rolling windows: calls in the last second and the last minute, and a time
 * before which no call may be made, which only the provider sets.  The number
 * of calls left today is kept for display.  Only one call is in flight at a
 * time, which is below both providers' limits (QuickBooks 10, Xero 5 per
 * tenant).  Pure: time is a parameter.
 */
#ifndef SYNCD_FETCH_CALL_BUDGET_H
#define SYNCD_FETCH_CALL_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syncd/pipe/message.h"

/* The highest limit per minute of any provider (QuickBooks: 500 per realm). */
#define BUDGET_RING 512

struct budget {
	bool enforced;                  /* false: the agent's `limits = no' */
	int64_t per_second, per_minute; /* 0: none; at most BUDGET_RING */
	int64_t day_remaining;          /* -1: not known */
	int64_t day_known_at_s;
	int64_t minute_remaining; /* the provider's last value; -1 */
	enum pipe_limit_cause cause;
	int64_t blocked_until_s;   /* wall clock */
	int64_t ring[BUDGET_RING]; /* monotonic ms of the most recent calls */
	size_t head, count;
};

/* Initialise from STATE, as the last run left it. */
void budget_init(struct budget *ret_budget, bool enforced, int64_t per_second,
    int64_t per_minute, const struct pipe_limit *state, int64_t now_s,
    int64_t now_ms);

/* Milliseconds until the next call is allowed; 0: now.  *ret_cause is the
 * reason to wait. */
int64_t budget_wait_ms(const struct budget *budget, int64_t now_s,
    int64_t now_ms, enum pipe_limit_cause *ret_cause);

/* Record a call made now. */
void budget_spend(struct budget *budget, int64_t now_ms);

/* Record that the provider allows no calls for WAIT_S seconds. */
void budget_block(struct budget *budget, enum pipe_limit_cause cause,
    int64_t now_s, int64_t wait_s);

/* Record the provider's own count after a call; -1: not given. */
void budget_heard(struct budget *budget, int64_t minute_remaining,
    int64_t day_remaining, int64_t now_s);

/* The state that the agent must keep for the next run. */
struct pipe_limit budget_state(
    const struct budget *budget, int64_t now_s, int64_t now_ms);

/* Calls left in this minute: the smaller of our own count and the provider's;
 * -1 without such a limit. */
int64_t budget_minute_remaining(const struct budget *budget, int64_t now_ms);

#endif
