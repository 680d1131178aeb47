/* Text becomes JSON within limits: wire/parse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "wire/parse.h"

static int
parse(const char *text, size_t values_max)
{
	json_t *object = NULL;
	int err = wire_parse(text, strlen(text), values_max, &object);

	assert_true((err == FIELD_OK) == (object != NULL));
	json_decref(object);
	return err;
}

static void
an_object_is_parsed(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"a\":[1,\"x\",{}]}", 10), 0);
}

static void
text_other_than_an_object_is_refused(void **state)
{
	static const char *const texts[] = { "", "[]", "1", "null", "\"{}\"",
		"{", "{}{}", "{} x", "{\"a\":}", "{'a':1}", "{\"a\":1,}",
		"{\"a\":\"\\u0000\"}", "{\"a\":\"\xff\"}", "\xef\xbb\xbf{}" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (parse(texts[i], 10) != FIELD_EINVAL)
			fail_msg("'%s' was parsed", texts[i]);
}

static void
a_key_that_comes_twice_is_refused(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"a\":1,\"a\":1}", 10), FIELD_EINVAL);
}

static void
brackets_are_counted_outside_of_strings(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"a\":[[[[[[[1]]]]]]]}", 99), 0);
	assert_int_equal(parse("{\"a\":[[[[[[[[1]]]]]]]]}", 99), FIELD_EINVAL);
	assert_int_equal(parse("{\"a\":\"[[[[[[[[[[\\\"[[[\"}", 99), 0);
}

static void
values_are_counted_outside_of_strings(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"a\":[1,2,3]}", 4), 0);
	assert_int_equal(parse("{\"a\":[1,2,3,4]}", 4), FIELD_EINVAL);
	assert_int_equal(parse("{\"a\":\",,,,,,,,[[\"}", 4), 0);
	assert_int_equal(parse("{\"a\":[[],[],[]]}", 4), FIELD_EINVAL);
}

static void
brackets_without_end_cost_no_stack(void **state)
{
	static char deep[1000000];
	json_t *object = NULL;

	(void)state;
	memset(deep, '[', sizeof(deep));
	assert_int_equal(wire_parse(deep, sizeof(deep), sizeof(deep), &object),
	    FIELD_EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_is_parsed),
		cmocka_unit_test(text_other_than_an_object_is_refused),
		cmocka_unit_test(a_key_that_comes_twice_is_refused),
		cmocka_unit_test(brackets_are_counted_outside_of_strings),
		cmocka_unit_test(values_are_counted_outside_of_strings),
		cmocka_unit_test(brackets_without_end_cost_no_stack),
	};

	wire_wipe_memory();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
