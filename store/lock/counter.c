#include "store/lock/counter.h"

bool
lock_counter_is_locked(const struct lock_counter *counter, int64_t now_s)
{
	return counter->locked_until > now_s;
}

/* A day without a failure after the last lock ends the row. */
static bool
row_is_over(const struct lock_counter *counter, int64_t now_s)
{
	int64_t last = counter->last_at > counter->locked_until ?
	    counter->last_at :
	    counter->locked_until;

	return now_s - last >= LOCK_MAX_S;
}

static bool
starts_anew(const struct lock_counter *counter, const struct lock_terms *terms,
    int64_t now_s)
{
	/* failures before and during a lock do not count after it */
	return counter->failures == 0 || counter->locked_until != 0 ||
	    now_s - counter->last_at > terms->within_s;
}

static int64_t
length_of_lock(
    const struct lock_counter *counter, const struct lock_terms *terms)
{
	int64_t length_s = terms->for_s;

	for (int64_t i = 0;
	     terms->doubles && i < counter->locks && length_s < LOCK_MAX_S; i++)
		length_s *= 2;
	return length_s < LOCK_MAX_S ? length_s : LOCK_MAX_S;
}

bool
lock_counter_add(struct lock_counter *counter, const struct lock_terms *terms,
    int64_t failures, int64_t now_s)
{
	if (lock_counter_is_locked(counter, now_s)) {
		counter->failures += failures;
		counter->last_at = now_s;
		return false;
	}
	if (row_is_over(counter, now_s))
		counter->locks = 0;
	if (starts_anew(counter, terms, now_s)) {
		counter->failures = 0;
		counter->first_at = now_s;
		counter->locked_until = 0;
	}
	counter->failures += failures;
	counter->last_at = now_s;
	if (counter->failures < terms->after)
		return false;
	counter->locked_until = now_s + length_of_lock(counter, terms);
	counter->locks++;
	return true;
}

void
lock_counter_take_back(
    struct lock_counter *counter, const struct lock_terms *terms)
{
	if (counter->failures > 0)
		counter->failures--;
	if (counter->locked_until == 0 || counter->failures >= terms->after)
		return;
	counter->locked_until = 0;
	if (counter->locks > 0)
		counter->locks--;
}
