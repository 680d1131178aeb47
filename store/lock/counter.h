/*
 * store/lock/counter: one counter of failed attempts.
 * Layer: store.  Users: lock.
 *
 * It knows no clock and no database, so that tests can try every order of
 * events.
 */
#ifndef STORE_LOCK_COUNTER_H
#define STORE_LOCK_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/* No lock is longer; and after as long without a failure, the next lock is the
 * first in a row. */
#define LOCK_MAX_S (24 * 3600)

struct lock_terms {
	int64_t after, within_s, for_s;
	bool doubles;
};

struct lock_counter {
	int64_t failures;
	int64_t first_at, last_at;
	int64_t locked_until; /* 0: never locked since the last success */
	int64_t locks;        /* in a row */
};

bool lock_counter_is_locked(const struct lock_counter *counter, int64_t now_s);

/* Count FAILURES more (at least 1).  Whether this starts a lock. */
bool lock_counter_add(struct lock_counter *counter,
    const struct lock_terms *terms, int64_t failures, int64_t now_s);

/* Take one back that was counted before the secret was known to be right; with
 * it the lock that it started. */
void lock_counter_take_back(
    struct lock_counter *counter, const struct lock_terms *terms);

#endif
