/* Rate limits: syncd/fetch/call/budget. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syncd/fetch/call/budget.h"

#define NOW_S  1800000000
#define NOW_MS 5000000

static const struct pipe_limit nothing = { .day_remaining = -1 };

static struct budget
fresh(int64_t per_second, int64_t per_minute)
{
	struct budget budget;

	budget_init(
	    &budget, true, per_second, per_minute, &nothing, NOW_S, NOW_MS);
	return budget;
}

static int64_t
wait_ms(const struct budget *budget, int64_t later_ms)
{
	enum pipe_limit_cause cause;

	return budget_wait_ms(
	    budget, NOW_S + later_ms / 1000, NOW_MS + later_ms, &cause);
}

static enum pipe_limit_cause
wait_cause(const struct budget *budget, int64_t later_ms)
{
	enum pipe_limit_cause cause;

	(void)budget_wait_ms(
	    budget, NOW_S + later_ms / 1000, NOW_MS + later_ms, &cause);
	return cause;
}

static void
a_second_holds_so_many_calls_and_rolls(void **state)
{
	struct budget budget = fresh(3, 0);

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(wait_ms(&budget, i * 100), 0);
		budget_spend(&budget, NOW_MS + i * 100);
	}
	/* the first was at 0, so the fourth is allowed at 1000 */
	assert_int_equal(wait_ms(&budget, 300), 700);
	assert_int_equal(wait_cause(&budget, 300), PIPE_LIMIT_SECOND);
	assert_int_equal(wait_ms(&budget, 999), 1);
	assert_int_equal(wait_ms(&budget, 1000), 0);
}

static void
a_minute_holds_so_many_calls_and_rolls(void **state)
{
	struct budget budget = fresh(0, 57);

	(void)state;
	for (int i = 0; i < 57; i++)
		budget_spend(&budget, NOW_MS + i);
	assert_int_equal(wait_ms(&budget, 100), 59900);
	assert_int_equal(wait_cause(&budget, 100), PIPE_LIMIT_MINUTE);
	assert_int_equal(budget_minute_remaining(&budget, NOW_MS + 100), 0);
	assert_int_equal(wait_ms(&budget, 60000), 0);
	assert_int_equal(budget_minute_remaining(&budget, NOW_MS + 60000), 1);
}

static void
more_calls_than_the_ring_holds_are_counted_right(void **state)
{
	struct budget budget = fresh(0, 450);

	(void)state;
	for (int i = 0; i < 3 * BUDGET_RING; i++)
		budget_spend(&budget, NOW_MS + i * 10);
	/* 450 calls, 10 ms apart, are within the last minute */
	assert_true(wait_ms(&budget, 3 * BUDGET_RING * 10) > 0);
	assert_int_equal(wait_ms(&budget, 3 * BUDGET_RING * 10 + 60000), 0);
}

static void
the_calls_of_the_last_process_count(void **state)
{
	struct pipe_limit state_of_last = { .day_remaining = -1,
		.recent_calls = 57,
		.recent_at_s = NOW_S - 20 };
	struct budget budget;

	(void)state;
	budget_init(&budget, true, 0, 57, &state_of_last, NOW_S, NOW_MS);
	assert_int_equal(wait_ms(&budget, 0), 40000);
	state_of_last.recent_at_s = NOW_S - 60;
	budget_init(&budget, true, 0, 57, &state_of_last, NOW_S, NOW_MS);
	assert_int_equal(wait_ms(&budget, 0), 0);
	/* a clock that was set back */
	state_of_last.recent_at_s = NOW_S + 5000;
	budget_init(&budget, true, 0, 57, &state_of_last, NOW_S, NOW_MS);
	assert_int_equal(wait_ms(&budget, 0), 60000);
}

static void
a_block_of_many_hours_survives_into_the_next_process(void **state)
{
	struct budget budget = fresh(0, 57);
	struct pipe_limit kept;

	(void)state;
	budget_block(&budget, PIPE_LIMIT_DAY, NOW_S, 66975);
	kept = budget_state(&budget, NOW_S + 10, NOW_MS + 10000);
	assert_int_equal(kept.cause, PIPE_LIMIT_DAY);
	assert_int_equal(kept.blocked_until_s, NOW_S + 66975);
	budget_init(&budget, true, 0, 57, &kept, NOW_S + 3600, NOW_MS);
	assert_int_equal(wait_ms(&budget, 3600000), (66975 - 3600) * 1000);
	assert_int_equal(wait_cause(&budget, 3600000), PIPE_LIMIT_DAY);
	/* after that, no limit of our own is added */
	assert_int_equal(wait_ms(&budget, 66975000), 0);
	kept = budget_state(&budget, NOW_S + 90000, NOW_MS);
	assert_int_equal(kept.cause, PIPE_LIMIT_NONE);
	assert_int_equal(kept.blocked_until_s, 0);
}

static void
B7_end_of_a_days_limit_is_the_servers_word(void **state)
{
	struct budget budget = fresh(0, 57), next;
	struct pipe_limit kept;

	(void)state;
	/* the number of calls left says nothing about when there are more */
	budget_heard(&budget, 50, 1, NOW_S);
	budget_spend(&budget, NOW_MS);
	assert_int_equal(wait_ms(&budget, 0), 0);
	/* two seconds remain two seconds, in this process and in the next */
	budget_block(&budget, PIPE_LIMIT_DAY, NOW_S, 2);
	assert_int_equal(wait_ms(&budget, 0), 2000);
	assert_int_equal(wait_cause(&budget, 0), PIPE_LIMIT_DAY);
	assert_int_equal(wait_ms(&budget, 2000), 0);
	kept = budget_state(&budget, NOW_S, NOW_MS);
	budget_init(&next, true, 0, 57, &kept, NOW_S + 2, NOW_MS);
	assert_int_equal(wait_ms(&next, 2000), 0);
	assert_int_equal(next.day_remaining, -1);
}

static void
B7_end_that_no_provider_gives_is_not_waited_for(void **state)
{
	struct pipe_limit kept = { .cause = PIPE_LIMIT_DAY,
		.day_remaining = 0,
		.day_known_at_s = NOW_S + INT64_C(4) * 365 * 86400,
		.blocked_until_s = NOW_S + INT64_C(4) * 365 * 86400 };
	struct budget budget;

	(void)state;
	/* the clock was years ahead when the value was received */
	budget_init(&budget, true, 0, 57, &kept, NOW_S, NOW_MS);
	assert_int_equal(wait_ms(&budget, 0), 0);
}

static void
the_smaller_of_two_counts_is_shown(void **state)
{
	struct budget budget = fresh(0, 57);

	(void)state;
	assert_int_equal(budget_minute_remaining(&budget, NOW_MS), 57);
	budget_heard(&budget, 3, -1, NOW_S);
	assert_int_equal(budget_minute_remaining(&budget, NOW_MS), 3);
	budget_heard(&budget, 59, -1, NOW_S);
	assert_int_equal(budget_minute_remaining(&budget, NOW_MS), 57);
}

static void
limits_that_are_off_leave_only_what_the_provider_says(void **state)
{
	struct budget budget;

	(void)state;
	budget_init(&budget, false, 1, 1, &nothing, NOW_S, NOW_MS);
	for (int i = 0; i < 100; i++)
		budget_spend(&budget, NOW_MS);
	assert_int_equal(wait_ms(&budget, 0), 0);
	budget_block(&budget, PIPE_LIMIT_MINUTE, NOW_S, 30);
	assert_int_equal(wait_ms(&budget, 0), 30000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_holds_so_many_calls_and_rolls),
		cmocka_unit_test(a_minute_holds_so_many_calls_and_rolls),
		cmocka_unit_test(
		    more_calls_than_the_ring_holds_are_counted_right),
		cmocka_unit_test(the_calls_of_the_last_process_count),
		cmocka_unit_test(
		    a_block_of_many_hours_survives_into_the_next_process),
		cmocka_unit_test(B7_end_of_a_days_limit_is_the_servers_word),
		cmocka_unit_test(
		    B7_end_that_no_provider_gives_is_not_waited_for),
		cmocka_unit_test(the_smaller_of_two_counts_is_shown),
		cmocka_unit_test(
		    limits_that_are_off_leave_only_what_the_provider_says),
	};

	return cmocka_run_group_tests_name("fetch/budget", tests, NULL, NULL);
}
