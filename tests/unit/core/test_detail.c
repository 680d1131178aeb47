/* The JSON of the log's details (X1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/core/detail.h"

static void
members_keep_their_order_and_texts_are_escaped(void **state)
{
	struct detail detail = DETAIL_INIT;

	(void)state;
	detail_text(&detail, "b", "q\"\\\n\x7f");
	detail_int(&detail, "a", -5);
	assert_string_equal(detail_finish(&detail),
	    "{\"b\":\"q\\\"\\\\\\u000a\\u007f\",\"a\":-5}");
	detail_release(&detail);
}

static void
ill_formed_text_becomes_replacement_characters(void **state)
{
	struct detail detail = DETAIL_INIT;

	(void)state;
	detail_text(&detail, "n", "Zo\xc3\xab\xff\xc3");
	assert_string_equal(detail_finish(&detail),
	    "{\"n\":\"Zo\xc3\xab\xef\xbf\xbd\xef\xbf\xbd\"}");
	detail_release(&detail);
}

static void
a_change_shows_both_values_and_no_change_adds_nothing(void **state)
{
	struct detail detail = DETAIL_INIT;

	(void)state;
	detail_change(&detail, "title", "same", "same");
	detail_change(&detail, "phone", "", "5");
	assert_string_equal(detail_finish(&detail), "{\"phone\":[\"\",\"5\"]}");
	detail_release(&detail);
	assert_string_equal(detail_finish(&detail), "{}");
	detail_release(&detail);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    members_keep_their_order_and_texts_are_escaped),
		cmocka_unit_test(
		    ill_formed_text_becomes_replacement_characters),
		cmocka_unit_test(
		    a_change_shows_both_values_and_no_change_adds_nothing),
	};

	return cmocka_run_group_tests_name("detail", tests, NULL, NULL);
}
