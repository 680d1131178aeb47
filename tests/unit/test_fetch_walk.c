/* A large answer, one record at a time: syncd/fetch/walk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/fetch/walk.h"

static const char *const keys[] = { "Employee", "Vendor", NULL };

/* "Employee:1 Vendor:2 " */
static int
note(void *arg, const char *key, const json_t *record)
{
	strbuf_printf(arg, "%s:%lld ", key,
	    (long long)json_integer_value(json_object_get(record, "Id")));
	return 0;
}

static int
stop_at_two(void *arg, const char *key, const json_t *record)
{
	(void)note(arg, key, record);
	return json_integer_value(json_object_get(record, "Id")) == 2 ?
	    FIELD_ENET :
	    FIELD_OK;
}

static void
assert_walk(const char *text, const char *records, const char *envelope)
{
	struct strbuf seen = STRBUF_INIT;
	json_t *root = NULL;
	char *dump;

	assert_int_equal(
	    walk_json(text, strlen(text), keys, note, &seen, &root), 0);
	assert_string_equal(seen.bytes == NULL ? "" : seen.bytes, records);
	dump = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(dump, envelope);
	free(dump);
	json_decref(root);
	strbuf_release(&seen);
}

static void
assert_refused(const char *text)
{
	struct strbuf seen = STRBUF_INIT;
	json_t *root = NULL;

	if (walk_json(text, strlen(text), keys, note, &seen, &root) !=
	    FIELD_EINVAL)
		fail_msg("accepted: %s", text);
	strbuf_release(&seen);
}

static void
records_are_cut_out_of_their_envelope(void **state)
{
	(void)state;
	assert_walk("{\"Q\":{\"Employee\":[{\"Id\":1},{\"Id\":2}],\"n\":2},"
		    "\"time\":\"t\"}",
	    "Employee:1 Employee:2 ",
	    "{\"Q\":{\"Employee\":[],\"n\":2},\"time\":\"t\"}");
	assert_walk(" { \"Employee\" :\n[ {\"Id\" : 1 } ,\t{\"Id\":2} ] } ",
	    "Employee:1 Employee:2 ", "{\"Employee\":[]}");
	assert_walk("{\"a\":[{\"Employee\":[{\"Id\":1}]},"
		    "{\"Vendor\":[{\"Id\":2}]}]}",
	    "Employee:1 Vendor:2 ",
	    "{\"a\":[{\"Employee\":[]},{\"Vendor\":[]}]}");
	assert_walk("{\"Employee\":[]}", "", "{\"Employee\":[]}");
	assert_walk("{}", "", "{}");
	assert_walk("[]", "", "[]");
}

static void
keys_inside_of_strings_and_records_mean_nothing(void **state)
{
	(void)state;
	assert_walk("{\"x\":\"\\\"Employee\\\":[{\",\"Employee\":[{\"Id\":1,"
		    "\"Vendor\":[{\"Id\":9}],\"s\":\"]}\\\\\"}]}",
	    "Employee:1 ", "{\"Employee\":[],\"x\":\"\\\"Employee\\\":[{\"}");
	assert_walk("{\"Employee\":5,\"Vendor\":{\"Id\":2}}", "",
	    "{\"Employee\":5,\"Vendor\":{\"Id\":2}}");
}

static void
a_byte_order_mark_is_passed_over(void **state)
{
	(void)state;
	assert_walk("\xef\xbb\xbf{\"Employee\":[{\"Id\":1}]}", "Employee:1 ",
	    "{\"Employee\":[]}");
}

static void
what_is_not_json_is_refused(void **state)
{
	(void)state;
	assert_refused("");
	assert_refused("\xef\xbb\xbf");
	assert_refused("<html></html>");
	assert_refused("{");
	assert_refused("{\"Employee\":[");
	assert_refused("{\"Employee\":[{\"Id\":1}");
	assert_refused("{\"Employee\":[{\"Id\":1}]");
	assert_refused("{\"Employee\":[{\"Id\":1},]}");
	assert_refused("{\"Employee\":[,{\"Id\":1}]}");
	assert_refused("{\"Employee\":[{\"Id\":1} {\"Id\":2}]}");
	assert_refused("{\"Employee\":[1]}");
	assert_refused("{\"Employee\":[null]}");
	assert_refused("{\"Employee\":[{\"Id\":1]}]}");
	assert_refused("{\"Employee\":[{\"Id\":\"\xe9\"}]}");
	assert_refused("{\"Employee\":[]} {}");
	assert_refused("{\"a\":\"\\");
	assert_refused("{\"Employee\"");
}

static void
repeated_keys_are_refused(void **state)
{
	(void)state;
	assert_refused("{\"Employee\":[{\"Id\":1,\"Id\":2}]}");
	assert_refused("{\"Employee\":[],\"Employee\":[{\"Id\":1}]}");
	assert_refused("{\"time\":1,\"time\":2}");
}

static void
depth_is_bounded_without_recursion(void **state)
{
	static char text[200001];

	(void)state;
	memset(text, '[', 100000);
	memset(text + 100000, ']', 100000);
	assert_refused(text);
	memcpy(text, "{\"Employee\":[{\"a\":", 17);
	assert_refused(text);
}

static void
a_callback_ends_the_walk_with_its_result(void **state)
{
	const char *text = "{\"Employee\":[{\"Id\":1},{\"Id\":2},{\"Id\":3}]}";
	struct strbuf seen = STRBUF_INIT;
	json_t *root = NULL;

	(void)state;
	assert_int_equal(
	    walk_json(text, strlen(text), keys, stop_at_two, &seen, &root),
	    FIELD_ENET);
	assert_string_equal(seen.bytes, "Employee:1 Employee:2 ");
	assert_null(root);
	strbuf_release(&seen);
}

static void
a_whole_answer_is_held_to_the_same(void **state)
{
	json_t *root = NULL;

	(void)state;
	assert_int_equal(
	    walk_load("{\"a\":1,\"a\":2}", 13, &root), FIELD_EINVAL);
	assert_int_equal(walk_load("{\"a\":1} x", 9, &root), FIELD_EINVAL);
	assert_int_equal(walk_load("{\"Employee\":[1]}", 16, &root), 0);
	assert_true(json_is_object(root));
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_cut_out_of_their_envelope),
		cmocka_unit_test(
		    keys_inside_of_strings_and_records_mean_nothing),
		cmocka_unit_test(a_byte_order_mark_is_passed_over),
		cmocka_unit_test(what_is_not_json_is_refused),
		cmocka_unit_test(repeated_keys_are_refused),
		cmocka_unit_test(depth_is_bounded_without_recursion),
		cmocka_unit_test(a_callback_ends_the_walk_with_its_result),
		cmocka_unit_test(a_whole_answer_is_held_to_the_same),
	};

	return cmocka_run_group_tests_name("fetch/walk", tests, NULL, NULL);
}
