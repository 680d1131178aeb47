/* When a source is imported next (A5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/err.h"
#include "syncd/schedule.h"

static int64_t
at(const char *iso)
{
	int64_t t;

	assert_int_equal(clock_parse_iso(iso, &t), FIELD_OK);
	return t;
}

static int
utc(void **state)
{
	(void)state;
	(void)setenv("TZ", "UTC", 1);
	tzset();
	return 0;
}

static void
calendar_takes_days_ranges_and_several_times(void **state)
{
	struct calendar calendar;

	(void)state;
	assert_int_equal(
	    calendar_parse("Mon..Wed,Fri 18:30,06:00", &calendar), FIELD_OK);
	assert_int_equal(calendar.days, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 5);
	assert_int_equal(calendar.time_count, 2);
	assert_int_equal(calendar.minutes[0], 360);
	assert_int_equal(calendar.minutes[1], 1110);
}

static void
calendar_range_goes_past_the_end_of_the_week(void **state)
{
	struct calendar calendar;

	(void)state;
	assert_int_equal(calendar_parse("Sat..Mon 07:00", &calendar), FIELD_OK);
	assert_int_equal(calendar.days, 1u << 6 | 1u << 0 | 1u << 1);
}

static void
calendar_words_stand_for_their_times(void **state)
{
	struct calendar calendar;

	(void)state;
	assert_int_equal(calendar_parse("hourly", &calendar), FIELD_OK);
	assert_int_equal(calendar.time_count, 24);
	assert_int_equal(calendar_parse("weekly", &calendar), FIELD_OK);
	assert_int_equal(calendar.days, 1u << 1);
}

static void
calendar_refuses_what_it_does_not_understand(void **state)
{
	static const char *const bad[] = { "", "24:00", "6:00", "06:60", "Mon",
		"Mon-Fri 06:00", "Mo 06:00", "Mon 06:00 UTC", "06:00,",
		"Mon..Xyz 06:00", "*-*-* 06:00" };
	struct calendar calendar;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    calendar_parse(bad[i], &calendar), FIELD_EINVAL);
}

static void
calendar_next_is_the_first_time_after(void **state)
{
	struct calendar calendar;

	(void)state;
	/* 2026-11-24 is a Tuesday */
	assert_int_equal(calendar_parse("Mon..Fri 06:00", &calendar), FIELD_OK);
	assert_int_equal(calendar_next(&calendar, at("2026-11-24T05:59:59Z")),
	    at("2026-11-24T06:00:00Z"));
	assert_int_equal(calendar_next(&calendar, at("2026-11-24T06:00:00Z")),
	    at("2026-11-25T06:00:00Z"));
	assert_int_equal(calendar_next(&calendar, at("2026-11-27T07:00:00Z")),
	    at("2026-11-30T06:00:00Z"));
}

static void
calendar_next_is_when_the_clock_is_set_if_it_skips_the_time(void **state)
{
	struct calendar calendar;

	(void)state;
	(void)setenv("TZ", "Asia/Beirut", 1);
	assert_int_equal(calendar_parse("daily", &calendar), FIELD_OK);
	assert_int_equal(calendar_next(&calendar, at("2026-03-28T12:00:00Z")),
	    at("2026-03-28T22:00:00Z"));
	assert_int_equal(calendar_next(&calendar, at("2026-03-28T22:00:00Z")),
	    at("2026-03-29T21:00:00Z"));
	(void)setenv("TZ", "Europe/Berlin", 1);
	assert_int_equal(calendar_parse("Sun 02:30", &calendar), FIELD_OK);
	assert_int_equal(calendar_next(&calendar, at("2026-03-28T12:00:00Z")),
	    at("2026-03-29T01:00:00Z"));
	assert_int_equal(calendar_next(&calendar, at("2026-10-24T12:00:00Z")),
	    at("2026-10-25T00:30:00Z"));
	(void)setenv("TZ", "UTC", 1);
}

static const struct config_source hourly = { .every_s = 3600 };

static void
jitter_is_at_most_a_tenth_of_the_interval(void **state)
{
	struct schedule_state s = { .now_s = 1000000 };

	(void)state;
	assert_int_equal(schedule_next(&hourly, &s), 1003600);
	s.random = 0.999;
	assert_in_range(schedule_next(&hourly, &s), 1003601, 1003960);
}

static void
failures_back_off_and_never_later_than_regular(void **state)
{
	struct schedule_state s = { .now_s = 1000000, .failure_count = 1 };

	(void)state;
	assert_int_equal(schedule_next(&hourly, &s), 1000060);
	s.failure_count = 3;
	assert_int_equal(schedule_next(&hourly, &s), 1000240);
	s.failure_count = 40;
	assert_int_equal(schedule_next(&hourly, &s), 1003600);
}

static void
a_day_limit_postpones_the_next_run(void **state)
{
	struct schedule_state s = {
		.now_s = 1000000, .failure_count = 1, .blocked_until = 1070000
	};

	(void)state;
	assert_in_range(schedule_next(&hourly, &s), 1070001, 1070061);
	assert_in_range(
	    schedule_resume(&hourly, 1000010, &s), 1000010, 1070001);
}

static void
a_missed_run_is_caught_up_once_and_soon(void **state)
{
	struct schedule_state s = { .now_s = 1000000, .random = 0.5 };

	(void)state;
	assert_in_range(schedule_resume(&hourly, 900000, &s), 1000000, 1000060);
	assert_in_range(schedule_resume(&hourly, 0, &s), 1000000, 1000060);
	assert_int_equal(schedule_resume(&hourly, 1001000, &s), 1001000);
}

static void
a_time_from_a_clock_set_back_is_brought_in(void **state)
{
	struct schedule_state s = { .now_s = 1000000 };

	(void)state;
	assert_int_equal(schedule_resume(&hourly, 9000000, &s), 1003600);
}

static void
a_source_without_a_schedule_runs_by_hand_alone(void **state)
{
	struct config_source by_hand = { .every_s = 0 };
	struct schedule_state s = { .now_s = 1000000, .failure_count = 2 };

	(void)state;
	assert_int_equal(schedule_next(&by_hand, &s), 0);
	assert_int_equal(schedule_resume(&by_hand, 0, &s), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calendar_takes_days_ranges_and_several_times),
		cmocka_unit_test(calendar_range_goes_past_the_end_of_the_week),
		cmocka_unit_test(calendar_words_stand_for_their_times),
		cmocka_unit_test(calendar_refuses_what_it_does_not_understand),
		cmocka_unit_test(calendar_next_is_the_first_time_after),
		cmocka_unit_test(
		    calendar_next_is_when_the_clock_is_set_if_it_skips_the_time),
		cmocka_unit_test(jitter_is_at_most_a_tenth_of_the_interval),
		cmocka_unit_test(
		    failures_back_off_and_never_later_than_regular),
		cmocka_unit_test(a_day_limit_postpones_the_next_run),
		cmocka_unit_test(a_missed_run_is_caught_up_once_and_soon),
		cmocka_unit_test(a_time_from_a_clock_set_back_is_brought_in),
		cmocka_unit_test(
		    a_source_without_a_schedule_runs_by_hand_alone),
	};

	return cmocka_run_group_tests(tests, utc, NULL);
}
