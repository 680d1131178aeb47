/* A request matches its table before anything is opened: control/check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "control/check.h"

static const struct control_param params[] = {
	{ "name", PARAM_TEXT, true, 10, "" },
	{ "secret", PARAM_SECRET, false, 4, "" },
	{ "file", PARAM_BYTES, false, 5000, "" },
	{ "flag", PARAM_FLAG, false, 0, "" },
	{ "number", PARAM_NUMBER, false, 7, "" },
	{ "time", PARAM_TIME, false, 0, "" },
	{ "texts", PARAM_TEXTS, false, 2, "" },
	{ NULL },
};

static const struct control_request change = { "thing.change", "", VERB_POLICY,
	params, CONTROL_CHANGES, NULL };
static const struct control_request look = { "thing.look", "", VERB_POLICY,
	params, 0, NULL };

/* The reason for refusing PARAMS (JSON), or REASON_NONE. */
static enum reason
check(const char *text)
{
	json_t *object = json_loads(text, 0, NULL);
	struct refusal why = { .reason = REASON_NONE };
	int err;

	assert_non_null(object);
	err = control_check(&change, object, false, &why);
	assert_int_equal(
	    err, why.reason == REASON_NONE ? FIELD_OK : FIELD_EDENIED);
	json_decref(object);
	return why.reason;
}

static void
passes(const char *text)
{
	if (check(text) != REASON_NONE)
		fail_msg("%s is refused", text);
}

static void
is_bad(const char *text)
{
	if (check(text) != REASON_BAD_PARAMETER)
		fail_msg("%s is not refused as bad", text);
}

static void
values_of_their_kind_pass(void **state)
{
	(void)state;
	passes("{\"name\":\"0123456789\"}");
	passes("{\"name\":\"\",\"secret\":\"YWJjZA==\",\"flag\":false,"
	       "\"number\":7,\"time\":\"2026-11-24\",\"texts\":[\"a\",\"b\"]}");
	passes("{\"name\":\"a\",\"time\":\"\",\"number\":0,\"texts\":[]}");
}

static void
values_of_another_kind_are_refused(void **state)
{
	static const char *const bad[] = {
		"{\"name\":1}",
		"{\"name\":null}",
		"{\"name\":\"01234567890\"}",
		"{\"name\":\"a\",\"secret\":\"YWJjZGU=\"}", /* five bytes */
		"{\"name\":\"a\",\"secret\":\"YWJjZA\"}",
		"{\"name\":\"a\",\"secret\":\"YW=jZA==\"}",
		"{\"name\":\"a\",\"secret\":\"YW Jj\"}",
		"{\"name\":\"a\",\"secret\":\"YQBi\"}", /* a NUL */
		"{\"name\":\"a\",\"secret\":[]}",
		"{\"name\":\"a\",\"flag\":1}",
		"{\"name\":\"a\",\"flag\":\"true\"}",
		"{\"name\":\"a\",\"number\":8}",
		"{\"name\":\"a\",\"number\":-1}",
		"{\"name\":\"a\",\"number\":1.0}",
		"{\"name\":\"a\",\"number\":\"1\"}",
		"{\"name\":\"a\",\"time\":\"tomorrow\"}",
		"{\"name\":\"a\",\"time\":0}",
		"{\"name\":\"a\",\"texts\":\"a\"}",
		"{\"name\":\"a\",\"texts\":[1]}",
		"{\"name\":\"a\",\"texts\":[\"a\",\"b\",\"c\"]}",
		"{\"name\":\"a\",\"texts\":{}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_bad(bad[i]);
}

static void
bytes_of_many_groups_are_measured(void **state)
{
	char text[12000] = "{\"name\":\"a\",\"file\":\"";
	size_t len = strlen(text);

	(void)state;
	/* 6668 characters are 5001 bytes */
	memset(text + len, 'A', 6668);
	memcpy(text + len + 6664, "\"}", 3);
	passes(text);
	memcpy(text + len + 6664, "AAAA\"}", 7);
	is_bad(text);
	/* padding in the middle is invalid */
	text[len + 1023] = '=';
	memcpy(text + len + 6664, "\"}", 3);
	is_bad(text);
}

static void
an_unknown_parameter_is_refused(void **state)
{
	(void)state;
	assert_int_equal(
	    check("{\"name\":\"a\",\"nmae\":\"b\"}"), REASON_UNKNOWN_PARAMETER);
}

static void
a_missing_parameter_is_refused(void **state)
{
	struct refusal why;

	(void)state;
	assert_int_equal(check("{}"), REASON_MISSING_PARAMETER);
	assert_int_equal(
	    control_check(&change, NULL, false, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_MISSING_PARAMETER);
}

static void
only_a_change_has_a_dry_run(void **state)
{
	json_t *object = json_pack("{s:s}", "name", "a");
	struct refusal why;

	(void)state;
	assert_int_equal(control_check(&change, object, true, &why), FIELD_OK);
	assert_int_equal(
	    control_check(&look, object, true, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_UNKNOWN_PARAMETER);
	json_decref(object);
}

static void
parameters_other_than_an_object_are_refused(void **state)
{
	json_t *array = json_array();
	struct refusal why;

	(void)state;
	assert_int_equal(
	    control_check(&change, array, false, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_BAD_PARAMETER);
	json_decref(array);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_of_their_kind_pass),
		cmocka_unit_test(values_of_another_kind_are_refused),
		cmocka_unit_test(bytes_of_many_groups_are_measured),
		cmocka_unit_test(an_unknown_parameter_is_refused),
		cmocka_unit_test(a_missing_parameter_is_refused),
		cmocka_unit_test(only_a_change_has_a_dry_run),
		cmocka_unit_test(parameters_other_than_an_object_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
