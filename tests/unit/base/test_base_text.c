/* base/str: untrusted text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"

static void
utf8_is_judged_as_the_rfc_says(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool good;
	} cases[] = {
		{ "", 0, true },
		{ "plain", 5, true },
		{ "\xc3\xab", 2, true },
		{ "\xe7\x8e\x8b", 3, true },
		{ "\xf0\x9f\x9a\x90", 4, true },
		{ "\xf4\x8f\xbf\xbf", 4, true },  /* U+10FFFF */
		{ "\xf4\x90\x80\x80", 4, false }, /* past it */
		{ "\xed\x9f\xbf", 3, true },
		{ "\xed\xa0\x80", 3, false }, /* a surrogate */
		{ "\xed\xbf\xbf", 3, false },
		{ "\xc0\xaf", 2, false }, /* overlong '/' */
		{ "\xe0\x80\xaf", 3, false },
		{ "\xf0\x80\x80\xaf", 4, false },
		{ "\xc1\xbf", 2, false },
		{ "\xc3", 1, false }, /* truncated */
		{ "\xe7\x8e", 2, false },
		{ "\xf0\x9f\x9a", 3, false },
		{ "\x80", 1, false }, /* a continuation byte alone */
		{ "\xff", 1, false },
		{ "\xfe", 1, false },
		{ "\xf8\x88\x80\x80\x80", 5, false },
		{ "a\0b", 3, false },
		{ "\xc3(", 2, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (str_is_utf8(cases[i].bytes, cases[i].len) != cases[i].good)
			fail_msg("case %zu", i);
}

static void
printable_means_no_controls_and_no_hidden_direction(void **state)
{
	static const char *const good[] = { "", "Jane Doe", "Zo\xc3\xab",
		"\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", "a:b,c", " " };
	static const char *const bad[] = { "a\nb", "a\tb", "\x1b[2J", "\x7f",
		"\xc2\x80", "\xc2\x9f", /* C1 */
		"\xe2\x80\xae"
		"evil",
		"a\xe2\x80\x8f",                /* RLO, RLM */
		"\xe2\x81\xa6", "\xe2\x81\xa9", /* isolates */
		"\xd8\x9c",                     /* ALM */
		"\xe2\x80\xa8", "\xe2\x80\xa9", /* separators */
		"\xff", "ab\xc3" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(str_is_printable(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (str_is_printable(bad[i]))
			fail_msg("case %zu", i);
}

static void
what_does_not_fit_is_refused_not_cut(void **state)
{
	char buf[5] = "old";

	(void)state;
	assert_true(str_copy(buf, sizeof(buf), "1234"));
	assert_string_equal(buf, "1234");
	assert_false(str_copy(buf, sizeof(buf), "12345"));
	assert_string_equal(buf, "");
	assert_true(str_format(buf, sizeof(buf), "%d", 1234));
	assert_false(str_format(buf, sizeof(buf), "%d", 12345));
	assert_string_equal(buf, "");
	assert_false(str_copy(buf, 0, "x"));
	assert_false(str_format(buf, 0, "x"));
}

static void
case_is_folded_in_ascii_alone(void **state)
{
	(void)state;
	assert_true(str_equals_nocase("AbC", "aBc"));
	assert_false(str_equals_nocase("abc", "abcd"));
	assert_false(str_equals_nocase("abcd", "abc"));
	assert_false(str_equals_nocase("@", "`"));
	assert_false(str_equals_nocase("[", "{"));
	assert_false(str_equals_nocase("\xc3\x84", "\xc3\xa4"));
}

static void
numbers_are_whole_and_within(void **state)
{
	static const char *const bad[] = { "", " 1", "1 ", "+1", "0x10", "1e3",
		"9223372036854775808", "-9223372036854775809", "-", "--1",
		"1.0" };
	int64_t value = 77;

	(void)state;
	assert_int_equal(str_parse_int("0", 0, 9, &value), FIELD_OK);
	assert_int_equal(value, 0);
	assert_int_equal(str_parse_int("-5", -5, 9, &value), FIELD_OK);
	assert_int_equal(value, -5);
	assert_int_equal(
	    str_parse_int("9223372036854775807", 0, INT64_MAX, &value),
	    FIELD_OK);
	assert_true(value == INT64_MAX);
	value = 77;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    str_parse_int(bad[i], INT64_MIN, INT64_MAX, &value),
		    FIELD_EINVAL);
	assert_int_equal(str_parse_int("10", 0, 9, &value), FIELD_EINVAL);
	assert_int_equal(str_parse_int("-1", 0, 9, &value), FIELD_EINVAL);
	assert_int_equal(value, 77); /* unchanged on failure */
}

static void
trimming_takes_both_ends(void **state)
{
	char text[] = " \t a b \r\n", blank[] = "  \n";

	(void)state;
	assert_string_equal(str_trim(text), "a b");
	assert_string_equal(str_trim(blank), "");
}

static void
a_buffer_grows_and_stays_terminated(void **state)
{
	struct strbuf buf = STRBUF_INIT;
	char *taken;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		strbuf_printf(&buf, "%04d", i);
		assert_int_equal(strlen(buf.bytes), buf.len);
	}
	strbuf_puts(&buf, "end");
	strbuf_append(&buf, "", 0);
	assert_int_equal(buf.len, 4003);
	assert_memory_equal(buf.bytes + 3996, "0999end", 8);
	taken = strbuf_take(&buf);
	assert_non_null(taken);
	assert_null(buf.bytes);
	free(taken);
	taken = strbuf_take(&buf); /* without content, the text is empty */
	assert_string_equal(taken, "");
	free(taken);
}

static void
a_failed_append_sticks(void **state)
{
	struct strbuf buf = STRBUF_INIT;

	(void)state;
	strbuf_puts(&buf, "a");
	strbuf_append(&buf, "x", SIZE_MAX / 2);
	assert_true(buf.failed);
	strbuf_puts(&buf, "b");
	assert_true(buf.failed);
	assert_null(strbuf_take(&buf));
	assert_null(buf.bytes);
	assert_false(buf.failed);
}

static void
null_is_copied_as_null(void **state)
{
	char *copy = str_dup("x");

	(void)state;
	assert_string_equal(copy, "x");
	free(copy);
	assert_null(str_dup(NULL));
}

static void
every_error_has_a_phrase(void **state)
{
	(void)state;
	for (int code = -20; code <= 5; code++)
		assert_true(field_strerror(code)[0] != '\0');
	assert_string_not_equal(
	    field_strerror(FIELD_EBUSY), field_strerror(FIELD_EIO));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_judged_as_the_rfc_says),
		cmocka_unit_test(
		    printable_means_no_controls_and_no_hidden_direction),
		cmocka_unit_test(what_does_not_fit_is_refused_not_cut),
		cmocka_unit_test(case_is_folded_in_ascii_alone),
		cmocka_unit_test(numbers_are_whole_and_within),
		cmocka_unit_test(trimming_takes_both_ends),
		cmocka_unit_test(a_buffer_grows_and_stays_terminated),
		cmocka_unit_test(a_failed_append_sticks),
		cmocka_unit_test(null_is_copied_as_null),
		cmocka_unit_test(every_error_has_a_phrase),
	};

	return cmocka_run_group_tests_name("base_text", tests, NULL, NULL);
}
