/* Days and times in the local zone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/local.h"

static void
set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static int64_t
utc(const char *text)
{
	int64_t t;

	assert_int_equal(clock_parse_iso(text, &t), FIELD_OK);
	return t;
}

/* In ZONE, DAY lasts from BEGIN to END. */
static void
expect_day(
    const char *zone, const char *day, const char *begin, const char *end)
{
	struct local_time when;
	char iso[CLOCK_ISO_SIZE], of[LOCAL_DAY_SIZE];

	set_zone(zone);
	assert_int_equal(local_parse(day, &when), FIELD_OK);
	assert_string_equal(clock_format_iso(when.begin_s, iso), begin);
	assert_string_equal(clock_format_iso(when.end_s, iso), end);
	assert_true(local_is_end_of_day(when.end_s, of));
	assert_string_equal(of, day);
	assert_string_equal(local_format_day(when.begin_s, of), day);
	assert_string_equal(local_format_day(when.end_s - 1, of), day);
	assert_false(local_is_end_of_day(when.end_s - 1, of));
	assert_false(local_is_end_of_day(when.end_s + 1, of));
}

static void
a_day_lasts_from_midnight_to_midnight_where_it_is_read(void **state)
{
	(void)state;
	expect_day("UTC", "2026-12-31", "2026-12-31T00:00:00Z",
	    "2027-01-01T00:00:00Z");
	expect_day("Europe/Berlin", "2026-12-31", "2026-12-30T23:00:00Z",
	    "2026-12-31T23:00:00Z");
	expect_day("America/St_Johns", "2026-07-01", "2026-07-01T02:30:00Z",
	    "2026-07-02T02:30:00Z");
	expect_day("Pacific/Kiritimati", "2026-12-31", "2026-12-30T10:00:00Z",
	    "2026-12-31T10:00:00Z");
	expect_day("Etc/GMT+12", "2026-12-31", "2026-12-31T12:00:00Z",
	    "2027-01-01T12:00:00Z");
	/* leap days; after 2037, by the rule alone */
	expect_day("Europe/Berlin", "2028-02-29", "2028-02-28T23:00:00Z",
	    "2028-02-29T23:00:00Z");
	expect_day("Europe/Berlin", "2099-07-31", "2099-07-30T22:00:00Z",
	    "2099-07-31T22:00:00Z");
}

static void
a_day_on_which_the_clock_is_set_lasts_23_or_25_hours(void **state)
{
	(void)state;
	expect_day("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z",
	    "2026-03-29T22:00:00Z");
	expect_day("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z",
	    "2026-10-25T23:00:00Z");
	/* by half an hour */
	expect_day("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z",
	    "2026-04-05T13:30:00Z");
}

static void
a_day_ends_at_a_midnight_that_the_clock_skips(void **state)
{
	(void)state;
	/* 00:00 becomes 01:00 */
	expect_day("Asia/Beirut", "2026-03-28", "2026-03-27T22:00:00Z",
	    "2026-03-28T22:00:00Z");
	expect_day("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z",
	    "2026-03-29T21:00:00Z");
	expect_day("Africa/Cairo", "2026-04-23", "2026-04-22T22:00:00Z",
	    "2026-04-23T22:00:00Z");
	expect_day("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z",
	    "2026-04-24T21:00:00Z");
	expect_day("America/Asuncion", "2023-09-30", "2023-09-30T04:00:00Z",
	    "2023-10-01T04:00:00Z");
	expect_day("America/Asuncion", "2023-10-01", "2023-10-01T04:00:00Z",
	    "2023-10-02T03:00:00Z");
	/* 24:00 becomes 23:00: the day has that hour twice */
	expect_day("Asia/Beirut", "2026-10-24", "2026-10-23T21:00:00Z",
	    "2026-10-24T22:00:00Z");
	expect_day("Africa/Cairo", "2026-10-29", "2026-10-28T21:00:00Z",
	    "2026-10-29T22:00:00Z");
}

static void
a_day_that_comes_back_for_an_hour_ends_the_second_time(void **state)
{
	(void)state;
	/* 00:01 became 23:01 of the day before */
	set_zone("America/St_Johns");
	expect_day("America/St_Johns", "2010-11-06", "2010-11-06T02:30:00Z",
	    "2010-11-07T03:30:00Z");
}

static void
a_day_that_a_zone_skipped_is_over_when_the_next_begins(void **state)
{
	struct local_time when;

	(void)state;
	set_zone("Pacific/Apia");
	assert_int_equal(local_parse("2011-12-30", &when), FIELD_OK);
	assert_int_equal(when.begin_s, utc("2011-12-30T10:00:00Z"));
	assert_int_equal(when.end_s, utc("2011-12-30T10:00:00Z"));
}

/* --- times ---------------------------------------------------------------- */

static void
expect_instant(const char *zone, const char *text, const char *expected)
{
	struct local_time when;
	char iso[CLOCK_ISO_SIZE];

	set_zone(zone);
	assert_int_equal(local_parse(text, &when), FIELD_OK);
	assert_string_equal(clock_format_iso(when.begin_s, iso), expected);
	assert_int_equal(when.end_s, when.begin_s);
}

static void
a_time_without_a_zone_is_local(void **state)
{
	(void)state;
	expect_instant(
	    "Europe/Berlin", "2026-11-29T08:14:05", "2026-11-29T07:14:05Z");
	expect_instant(
	    "Europe/Berlin", "2026-11-29 08:14", "2026-11-29T07:14:00Z");
	expect_instant(
	    "Europe/Berlin", "2026-07-29 08:14", "2026-07-29T06:14:00Z");
	expect_instant(
	    "Pacific/Kiritimati", "2026-11-29 08:14", "2026-11-28T18:14:00Z");
	expect_instant(
	    "America/St_Johns", "2026-11-29 00:00", "2026-11-29T03:30:00Z");
}

static void
a_time_with_a_zone_is_that_instant_anywhere(void **state)
{
	static const char *const zones[] = { "UTC", "Europe/Berlin",
		"America/St_Johns", "Pacific/Kiritimati" };
	static const char *const texts[] = { "2026-11-29T07:14:00Z",
		"2026-11-29 07:14Z", "2026-11-29T08:14:00+01:00",
		"2026-11-29 08:14:00.5+0100", "2026-11-29 08:14 +01",
		"2026-11-29 08:14 +0100", "2026-11-29T03:44-03:30",
		"2026-11-29 07:14 Z" };

	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			expect_instant(
			    zones[i], texts[k], "2026-11-29T07:14:00Z");
}

static void
a_time_that_the_clock_skips_is_refused_and_one_it_shows_twice_is_the_first(
    void **state)
{
	struct local_time when;

	(void)state;
	set_zone("Europe/Berlin");
	assert_int_equal(local_parse("2026-03-29 02:30", &when), FIELD_EINVAL);
	set_zone("Asia/Beirut");
	assert_int_equal(local_parse("2026-03-29 00:30", &when), FIELD_EINVAL);
	expect_instant(
	    "Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z");
	expect_instant(
	    "Europe/Berlin", "2026-10-25 02:30 CEST", "2026-10-25T00:30:00Z");
	expect_instant(
	    "Europe/Berlin", "2026-10-25 02:30 CET", "2026-10-25T01:30:00Z");
}

static void
what_is_shown_can_be_typed(void **state)
{
	static const char *const zones[] = { "UTC", "Europe/Berlin",
		"America/St_Johns", "Pacific/Kiritimati", "America/Asuncion",
		"Asia/Kathmandu", "Asia/Beirut", "Africa/Cairo" };
	char shown[LOCAL_SIZE];
	struct local_time when;

	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		set_zone(zones[i]);
		for (int64_t t = utc("2026-01-01T00:00:00Z");
		     t < utc("2027-01-01T00:00:00Z"); t += 3600 * 5 + 60) {
			(void)local_format(t, shown);
			assert_int_equal(local_parse(shown, &when), FIELD_OK);
			assert_int_equal(when.begin_s, t);
		}
	}
}

static void
a_time_is_shown_with_the_name_of_its_zone(void **state)
{
	char buf[LOCAL_SIZE];
	int64_t t = utc("2026-11-29T07:14:59Z");

	(void)state;
	set_zone("Europe/Berlin");
	assert_string_equal(local_format(t, buf), "2026-11-29 08:14 CET");
	set_zone("America/St_Johns");
	assert_string_equal(local_format(t, buf), "2026-11-29 03:44 NST");
	set_zone("Pacific/Kiritimati");
	assert_string_equal(local_format(t, buf), "2026-11-29 21:14 +14");
	set_zone("UTC");
	assert_string_equal(local_format(t, buf), "2026-11-29 07:14 UTC");
}

static void
an_invalid_day_or_time_is_refused(void **state)
{
	static const char *const bad[] = { "", "tomorrow", "2026", "2026-02",
		"2026-02-30", "2026-02-29", "2026-04-31", "2026-13-01",
		"2026-00-10", "2026-01-00", "26-01-01", "2026-1-1",
		"2026-01-01x", "2026-01-01T", "2026-01-01 ", " 2026-01-01",
		"2026-01-01T25:00", "2026-01-01T24:00", "2026-01-01T10",
		"2026-01-01T10:60", "2026-01-01T10:00:00+15:00",
		"2026-01-01T10:00+1", "2026-01-01T10:00 CEST",
		"2026-01-01T10:00 ", "2026-01-01T10:00  CET",
		"2026-01-01T10:00 QQQ", "2026-01-01Z", "01/02/2026",
		"2026/01/02", "20260102",
		"2026-01-01T10:00+01:", "2026-01-01T10:00 +15:00" };
	struct local_time when;

	(void)state;
	set_zone("Europe/Berlin");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (local_parse(bad[i], &when) != FIELD_EINVAL)
			fail_msg("'%s' is taken", bad[i]);
}

static void
instants_within_a_text_become_local(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "", "" },
		{ "no time", "no time" },
		{ "2026-11-29T07:14:00Z", "2026-11-29 08:14 CET" },
		{ "until 2026-11-29T07:14:00Z.",
		    "until 2026-11-29 08:14 CET." },
		{ "2026-07-01T00:00:00Z, 2026-11-29T07:14:00Z",
		    "2026-07-01 02:00 CEST, 2026-11-29 08:14 CET" },
		{ "2026-11-29", "2026-11-29" },
		{ "2026-11-29T07:14:00", "2026-11-29T07:14:00" },
		{ "2026-02-30T07:14:00Z", "2026-02-30T07:14:00Z" },
		{ "12026-11-29T07:14:00Z", "12026-11-29T07:14:00Z" },
	};

	(void)state;
	set_zone("Europe/Berlin");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strbuf buf = STRBUF_INIT;

		local_put(&buf, cases[i].text);
		assert_string_equal(buf.bytes, cases[i].expected);
		strbuf_release(&buf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_day_lasts_from_midnight_to_midnight_where_it_is_read),
		cmocka_unit_test(
		    a_day_on_which_the_clock_is_set_lasts_23_or_25_hours),
		cmocka_unit_test(a_day_ends_at_a_midnight_that_the_clock_skips),
		cmocka_unit_test(
		    a_day_that_comes_back_for_an_hour_ends_the_second_time),
		cmocka_unit_test(
		    a_day_that_a_zone_skipped_is_over_when_the_next_begins),
		cmocka_unit_test(a_time_without_a_zone_is_local),
		cmocka_unit_test(a_time_with_a_zone_is_that_instant_anywhere),
		cmocka_unit_test(
		    a_time_that_the_clock_skips_is_refused_and_one_it_shows_twice_is_the_first),
		cmocka_unit_test(what_is_shown_can_be_typed),
		cmocka_unit_test(a_time_is_shown_with_the_name_of_its_zone),
		cmocka_unit_test(an_invalid_day_or_time_is_refused),
		cmocka_unit_test(instants_within_a_text_become_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
