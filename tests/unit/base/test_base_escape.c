#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/escape.h"

static void
a_word_of_a_log_line_stays_one_word(void **state)
{
	char buf[64], small[8];

	(void)state;
	(void)escape_copy(buf, sizeof(buf), "pts/7", ESCAPE_WORD);
	assert_string_equal(buf, "pts/7");
	(void)escape_copy(buf, sizeof(buf), "fe80::1%eth0", ESCAPE_WORD);
	assert_string_equal(buf, "fe80::1%eth0");
	(void)escape_copy(buf, sizeof(buf), "x rhost=1\n\\", ESCAPE_WORD);
	assert_string_equal(buf, "x\\x20rhost\\x3d1\\x0a\\x5c");
	(void)escape_copy(buf, sizeof(buf), "\xc3\xa9\x7f", ESCAPE_WORD);
	assert_string_equal(buf, "\\xc3\\xa9\\x7f");
	(void)escape_copy(small, sizeof(small), "abc\n\n", ESCAPE_WORD);
	assert_string_equal(small, "abc\\x0a");
	(void)escape_copy(small, sizeof(small), "", ESCAPE_WORD);
	assert_string_equal(small, "");
}

static void
each_form_keeps_what_its_place_can_bear(void **state)
{
	/* a control, a word joiner, an umlaut, a byte that is not UTF-8, a
	 * direction override, a quote and a backslash */
	static const char text[] =
	    "a\x1b[2J =\xc3\xa9\xff\xe2\x80\xae\"\\\x7f~";
	static const char *const expected[] = {
		[ESCAPE_SHOWN] =
		    "a\\x1b[2J =\xc3\xa9\\xff\\xe2\\x80\\xae\"\\\\x7f~",
		[ESCAPE_LOG] =
		    "a\\x1b[2J =\\xc3\\xa9\\xff\\xe2\\x80\\xae\"\\\\x7f~",
		[ESCAPE_WORD] =
		    "a\\x1b[2J\\x20\\x3d\\xc3\\xa9\\xff\\xe2\\x80\\xae"
		    "\\x22\\x5c\\x7f\\x7e",
		[ESCAPE_URL] = "a%1B%5B2J%20%3D%C3%A9%FF%E2%80%AE%22%5C%7F~",
		[ESCAPE_JSON] = "a\\u001b[2J =\xc3\xa9\xef\xbf\xbd\xe2\x80\xae"
				"\\\"\\\\\\u007f~",
	};

	(void)state;
	for (int form = ESCAPE_SHOWN; form <= ESCAPE_JSON; form++) {
		struct strbuf buf = STRBUF_INIT;
		char copy[128];

		escape_put(&buf, text, (enum escape)form);
		assert_string_equal(buf.bytes, expected[form]);
		assert_true(
		    escape_copy(copy, sizeof(copy), text, (enum escape)form));
		assert_string_equal(copy, expected[form]);
		strbuf_release(&buf);
	}
}

static void
what_does_not_fit_is_cut_at_a_whole_piece(void **state)
{
	char buf[8];

	(void)state;
	assert_true(escape_copy(buf, 8, "1234567", ESCAPE_LOG));
	assert_false(escape_copy(buf, 8, "12345678", ESCAPE_LOG));
	assert_string_equal(buf, "1234567");
	assert_false(escape_copy(buf, 8, "1234\n", ESCAPE_LOG));
	assert_string_equal(buf, "1234");
	assert_false(escape_copy(buf, 3, "a\xc3\xa9", ESCAPE_SHOWN));
	assert_string_equal(buf, "a");
	assert_false(escape_copy(buf, 1, "a", ESCAPE_SHOWN));
	assert_string_equal(buf, "");
	assert_true(escape_copy(buf, 1, "", ESCAPE_SHOWN));
}

static void
a_character_that_ends_too_early_is_bytes(void **state)
{
	char buf[64];

	(void)state;
	assert_true(escape_copy(buf, sizeof(buf), "\xe2\x80", ESCAPE_SHOWN));
	assert_string_equal(buf, "\\xe2\\x80");
	assert_true(escape_copy(buf, sizeof(buf), "\xf0", ESCAPE_JSON));
	assert_string_equal(buf, "\xef\xbf\xbd");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_of_a_log_line_stays_one_word),
		cmocka_unit_test(each_form_keeps_what_its_place_can_bear),
		cmocka_unit_test(what_does_not_fit_is_cut_at_a_whole_piece),
		cmocka_unit_test(a_character_that_ends_too_early_is_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
