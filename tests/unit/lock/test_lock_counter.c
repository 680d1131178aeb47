/* The arithmetic of one counter (Q3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/lock/counter.h"

#define MINUTE INT64_C(60)
#define HOUR   (60 * MINUTE)

static const struct lock_terms plain = {
	.after = 3,
	.within_s = 15 * MINUTE,
	.for_s = 10 * MINUTE,
};
static const struct lock_terms doubling = {
	.after = 3,
	.within_s = 15 * MINUTE,
	.for_s = 10 * MINUTE,
	.doubles = true,
};

/* Three failures at NOW_S; how long the lock lasts that they start. */
static int64_t
lock_at(
    struct lock_counter *counter, const struct lock_terms *terms, int64_t now_s)
{
	assert_false(lock_counter_add(counter, terms, 1, now_s));
	assert_false(lock_counter_add(counter, terms, 1, now_s));
	assert_false(lock_counter_is_locked(counter, now_s));
	assert_true(lock_counter_add(counter, terms, 1, now_s));
	assert_true(lock_counter_is_locked(counter, now_s));
	return counter->locked_until - now_s;
}

static void
the_last_failure_starts_a_lock_that_ends_to_the_second(void **state)
{
	struct lock_counter counter = { 0 };

	(void)state;
	assert_int_equal(lock_at(&counter, &plain, 1000), 10 * MINUTE);
	assert_true(lock_counter_is_locked(&counter, 1000 + 10 * MINUTE - 1));
	assert_false(lock_counter_is_locked(&counter, 1000 + 10 * MINUTE));
}

static void
failures_during_a_lock_count_but_do_not_extend_it(void **state)
{
	struct lock_counter counter = { 0 };
	int64_t until;

	(void)state;
	(void)lock_at(&counter, &plain, 1000);
	until = counter.locked_until;
	for (int i = 0; i < 47; i++)
		assert_false(lock_counter_add(&counter, &plain, 1, 1000 + i));
	assert_int_equal(counter.failures, 50);
	assert_int_equal(counter.locked_until, until);
	/* and the first one after it is the first */
	assert_false(lock_counter_add(&counter, &plain, 1, until));
	assert_int_equal(counter.failures, 1);
	assert_int_equal(counter.first_at, until);
}

static void
failures_further_apart_than_the_policy_says_do_not_count_together(void **state)
{
	struct lock_counter counter = { 0 };

	(void)state;
	(void)lock_counter_add(&counter, &plain, 1, 0);
	(void)lock_counter_add(&counter, &plain, 1, 15 * MINUTE);
	assert_int_equal(counter.failures, 2);
	assert_false(lock_counter_add(&counter, &plain, 1, 30 * MINUTE + 1));
	assert_int_equal(counter.failures, 1);
	assert_int_equal(counter.first_at, 30 * MINUTE + 1);
}

static void
several_failures_at_once_count_as_many(void **state)
{
	struct lock_counter counter = { 0 };

	(void)state;
	assert_true(lock_counter_add(&counter, &plain, 7, 1000));
	assert_int_equal(counter.failures, 7);
}

static void
locks_in_a_row_double_up_to_a_day(void **state)
{
	struct lock_counter counter = { 0 };
	int64_t now_s = 1000, expected_s = 10 * MINUTE;

	(void)state;
	for (int i = 0; i < 12; i++) {
		assert_int_equal(
		    lock_at(&counter, &doubling, now_s), expected_s);
		now_s = counter.locked_until;
		expected_s *= 2;
		if (expected_s > 24 * HOUR)
			expected_s = 24 * HOUR;
	}
	assert_int_equal(expected_s, 24 * HOUR);
}

static void
a_day_without_a_failure_ends_the_row(void **state)
{
	struct lock_counter counter = { 0 };

	(void)state;
	(void)lock_at(&counter, &doubling, 1000);
	assert_int_equal(
	    lock_at(&counter, &doubling, counter.locked_until + 24 * HOUR - 1),
	    20 * MINUTE);
	assert_int_equal(
	    lock_at(&counter, &doubling, counter.locked_until + 24 * HOUR),
	    10 * MINUTE);
}

static void
a_counter_that_does_not_double_does_not(void **state)
{
	struct lock_counter counter = { 0 };
	int64_t now_s = 1000;

	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(lock_at(&counter, &plain, now_s), 10 * MINUTE);
		now_s = counter.locked_until;
	}
}

static void
a_lock_is_never_longer_than_a_day(void **state)
{
	const struct lock_terms long_terms = {
		.after = 3, .within_s = HOUR, .for_s = 25 * HOUR
	};
	struct lock_counter counter = { 0 };

	(void)state;
	assert_int_equal(lock_at(&counter, &long_terms, 0), 24 * HOUR);
}

static void
a_failure_that_was_none_takes_its_lock_with_it(void **state)
{
	struct lock_counter counter = { 0 };

	(void)state;
	(void)lock_at(&counter, &doubling, 1000);
	lock_counter_take_back(&counter, &doubling);
	assert_int_equal(counter.failures, 2);
	assert_false(lock_counter_is_locked(&counter, 1000));
	/* the next lock is the first */
	assert_true(lock_counter_add(&counter, &doubling, 1, 1001));
	assert_int_equal(counter.locked_until, 1001 + 10 * MINUTE);
}

static void
a_lock_that_others_started_as_well_stays(void **state)
{
	struct lock_counter counter = { 0 };

	(void)state;
	(void)lock_at(&counter, &plain, 1000);
	(void)lock_counter_add(&counter, &plain, 1, 1000);
	lock_counter_take_back(&counter, &plain);
	assert_true(lock_counter_is_locked(&counter, 1000));
	lock_counter_take_back(&counter, &plain);
	assert_false(lock_counter_is_locked(&counter, 1000));
}

static void
nothing_can_be_taken_back_twice(void **state)
{
	struct lock_counter counter = { 0 };

	(void)state;
	lock_counter_take_back(&counter, &plain);
	assert_int_equal(counter.failures, 0);
	assert_int_equal(counter.locks, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_last_failure_starts_a_lock_that_ends_to_the_second),
		cmocka_unit_test(
		    failures_during_a_lock_count_but_do_not_extend_it),
		cmocka_unit_test(
		    failures_further_apart_than_the_policy_says_do_not_count_together),
		cmocka_unit_test(several_failures_at_once_count_as_many),
		cmocka_unit_test(locks_in_a_row_double_up_to_a_day),
		cmocka_unit_test(a_day_without_a_failure_ends_the_row),
		cmocka_unit_test(a_counter_that_does_not_double_does_not),
		cmocka_unit_test(a_lock_is_never_longer_than_a_day),
		cmocka_unit_test(
		    a_failure_that_was_none_takes_its_lock_with_it),
		cmocka_unit_test(a_lock_that_others_started_as_well_stays),
		cmocka_unit_test(nothing_can_be_taken_back_twice),
	};

	return cmocka_run_group_tests_name("lock_counter", tests, NULL, NULL);
}
