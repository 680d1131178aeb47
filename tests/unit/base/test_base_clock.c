/* base/clock: formatting and parsing of times and durations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"

static void
an_instant_is_read_in_its_forms(void **state)
{
	static const struct {
		const char *text;
		int64_t t_s;
	} cases[] = {
		{ "1970-01-01", 0 },
		{ "2026-11-24", 1795478400 },
		{ "2026-11-24T21:07:00Z", 1795554420 },
		{ "2026-11-24T21:07Z", 1795554420 },
		{ "2026-11-24 21:07:00", 1795554420 },
		{ "2026-11-24T21:07:00.123456Z", 1795554420 },
		{ "2026-11-24T22:07:00+01:00", 1795554420 },
		{ "2026-11-24T16:07:00-0500", 1795554420 },
		{ "2026-11-24T22:07:00+01", 1795554420 },
		{ "2024-02-29", 1709164800 },
		{ "1969-12-31T23:59:59Z", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t t_s = 0;

		if (clock_parse_iso(cases[i].text, &t_s) != FIELD_OK ||
		    t_s != cases[i].t_s)
			fail_msg("%s: %lld", cases[i].text, (long long)t_s);
	}
}

static void
an_invalid_time_is_refused(void **state)
{
	static const char *const bad[] = { "", "2026", "2026-11", "26-11-24",
		"2026-13-01", "2026-00-01", "2026-02-30", "2025-02-29",
		"2026-11-24T", "2026-11-24T24:00:00Z", "2026-11-24T21:60:00Z",
		"2026-11-24T21:07:00X", "2026-11-24T21:07:00+15:00",
		"2026-11-24T21:07:00+01:60", "2026-11-24 ", "2026-11-24x",
		"2026-11-24T21:07:00Zjunk", "-2026-11-24", "2026/11/24" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t t_s = 77;

		if (clock_parse_iso(bad[i], &t_s) != FIELD_EINVAL || t_s != 77)
			fail_msg("'%s'", bad[i]);
	}
}

static void
what_is_written_reads_back(void **state)
{
	static const int64_t instants[] = { 0, 1, -1, 951782400, 1795554420,
		4102444800, 253402300799 };
	char buf[CLOCK_ISO_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
		int64_t t_s;

		assert_int_equal(
		    clock_parse_iso(clock_format_iso(instants[i], buf), &t_s),
		    FIELD_OK);
		assert_true(t_s == instants[i]);
	}
	assert_string_equal(
	    clock_format_iso(1795554420, buf), "2026-11-24T21:07:00Z");
}

static void
a_duration_has_one_unit(void **state)
{
	static const struct {
		const char *text;
		int64_t s;
	} good[] = { { "0s", 0 }, { "90s", 90 }, { "30m", 1800 },
		{ "24h", 86400 }, { "7d", 604800 }, { "2w", 1209600 },
		{ "365d", 31536000 } };
	static const char *const bad[] = { "", "5", "m", "5x", "5mm", "1h30m",
		"-5m", " 5m", "5 m", "1.5h", "999999999999999999999d",
		"5301w" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int64_t s = -1;

		assert_int_equal(
		    clock_parse_duration(good[i].text, &s), FIELD_OK);
		assert_int_equal(s, good[i].s);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t s = 77;

		if (clock_parse_duration(bad[i], &s) != FIELD_EINVAL || s != 77)
			fail_msg("'%s'", bad[i]);
	}
}

static void
durations_are_written_as_people_write_them(void **state)
{
	static const struct {
		int64_t s;
		const char *text;
	} cases[] = { { 90, "90s" }, { 1800, "30m" }, { 86400, "24h" },
		{ 604800, "7d" }, { 259200, "3d" }, { 5400, "90m" },
		{ 7200, "2h" } };
	char buf[24];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    clock_format_duration(cases[i].s, buf), cases[i].text);
}

static void
a_fixed_clock_stands_and_the_systems_goes(void **state)
{
	struct clock clock = clock_fixed(42);
	int64_t before = (int64_t)time(NULL);

	(void)state;
	assert_int_equal(clock_now_s(&clock), 42);
	assert_in_range(clock_now_s(&clock_system), before, before + 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instant_is_read_in_its_forms),
		cmocka_unit_test(an_invalid_time_is_refused),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(a_duration_has_one_unit),
		cmocka_unit_test(durations_are_written_as_people_write_them),
		cmocka_unit_test(a_fixed_clock_stands_and_the_systems_goes),
	};

	return cmocka_run_group_tests_name("base_clock", tests, NULL, NULL);
}
