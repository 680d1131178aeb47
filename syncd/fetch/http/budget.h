/*
 * syncd/fetch/http/budget: a provider's limits, kept to ahead of time.
 * Layer: fetch.  Users: call.
 *
 * Rolling windows: calls in the last second and the last minute, and a time
 * before which nothing may be asked, which is the provider's word alone.  The
 * calls left today are kept to be shown.  One call is in
 * flight at a time, which is below both providers' limits (QuickBooks 10,
 * Xero 5 per tenant).  Pure: time is a parameter.
 */
#ifndef SYNCD_FETCH_HTTP_BUDGET_H
#define SYNCD_FETCH_HTTP_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syncd/pipe/message.h"

/* Most calls a minute of any provider (QuickBooks: 500 per realm). */
#define BUDGET_RING 512

struct budget {
	bool enforced;                  /* false: the agent's `limits = no' */
	int64_t per_second, per_minute; /* 0: none; at most BUDGET_RING */
	int64_t day_remaining;          /* -1: not known */
	int64_t day_known_at_s;
	int64_t minute_remaining; /* as the provider said last; -1 */
	enum pipe_limit_cause cause;
	int64_t blocked_until_s;   /* wall clock */
	int64_t ring[BUDGET_RING]; /* monotonic ms of the last calls */
	size_t head, count;
};

/* Start from what the last run left, STATE. */
void budget_init(struct budget *ret_budget, bool enforced, int64_t per_second,
    int64_t per_minute, const struct pipe_limit *state, int64_t now_s,
    int64_t now_ms);

/* Milliseconds until the next call is allowed; 0: now.  *ret_cause says what
 * it waits for. */
int64_t budget_wait_ms(const struct budget *budget, int64_t now_s,
    int64_t now_ms, enum pipe_limit_cause *ret_cause);

/* A call is made now. */
void budget_spend(struct budget *budget, int64_t now_ms);

/* The provider says that nothing may be asked for WAIT_S seconds. */
void budget_block(struct budget *budget, enum pipe_limit_cause cause,
    int64_t now_s, int64_t wait_s);

/* The provider's own count after a call; -1: not said. */
void budget_heard(struct budget *budget, int64_t minute_remaining,
    int64_t day_remaining, int64_t now_s);

/* What the agent must keep for the next run. */
struct pipe_limit budget_state(
    const struct budget *budget, int64_t now_s, int64_t now_ms);

/* Calls left in this minute by our own count or the provider's, the smaller;
 * -1 when there is no such limit. */
int64_t budget_minute_remaining(const struct budget *budget, int64_t now_ms);

#endif
