/* A large response, one record at a time: syncd/work/text/walk. */
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
#include "syncd/work/text/walk.h"

static const char *const keys[] = { "Employee", "Vendor", NULL };

/* "Employee:1 Vendor:2 " */
static int
note(void *arg, const char *key, const json_t *record)
{
	strbuf_printf(arg, "%s:%lld ", key,
	    (long long)json_integer_value(json_object_get(record, "Id")));
	return 0;
}

/* "bad Employee:1 (why) " */
static int
note_unreadable(void *arg, const char *key, const char *id, const char *why)
{
	strbuf_printf(arg, "bad %s:%s (%s) ", key, id != NULL ? id : "?", why);
	return 0;
}

static struct walk_target
target_of(walk_record *record, struct strbuf *seen)
{
	return (struct walk_target){ .keys = keys,
		.id_key = "Id",
		.record = record,
		.unreadable = note_unreadable,
		.arg = seen };
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
	const struct walk_target target = target_of(note, &seen);
	json_t *root = NULL;
	char *dump;

	assert_int_equal(walk_json(text, strlen(text), &target, &root), 0);
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
	const struct walk_target target = target_of(note, &seen);
	json_t *root = NULL;

	if (walk_json(text, strlen(text), &target, &root) != FIELD_EINVAL)
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
	assert_refused("{\"Employee\":[{\"Id\":1]}]}");
	assert_refused("{\"Employee\":[]} {}");
	assert_refused("{\"a\":\"\\");
	assert_refused("{\"Employee\"");
}

/* TEXT is one record between two valid ones. */
static void
assert_costs_one(const char *text, const char *id)
{
	struct strbuf page = STRBUF_INIT, seen = STRBUF_INIT;
	const struct walk_target target = target_of(note, &seen);
	char named[80];
	json_t *root = NULL;

	strbuf_printf(
	    &page, "{\"Employee\":[{\"Id\":1}, %s ,{\"Id\":2}]}", text);
	if (walk_json(page.bytes, page.len, &target, &root) != FIELD_OK)
		fail_msg("refused: %s", text);
	(void)snprintf(
	    named, sizeof(named), "Employee:1 bad Employee:%s (", id);
	if (strncmp(seen.bytes, named, strlen(named)) != 0 ||
	    strstr(seen.bytes, ") Employee:2 ") == NULL)
		fail_msg("%s: %s", text, seen.bytes);
	json_decref(root);
	strbuf_release(&page);
	strbuf_release(&seen);
}

static void
B6_record_that_cannot_be_read_costs_that_record(void **state)
{
	char digits[401] = "", deep[400] = "", long_id[300];

	(void)state;
	memset(digits, '7', 400);
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	assert_costs_one("{\"Id\":\"9\",\"N\":\"a\tb\"}", "9");
	assert_costs_one("{\"Id\":\"9\",\"N\":\"a\nb\"}", "9");
	assert_costs_one("{\"N\":1,\"N\":2,\"Id\":\"9\"}", "9");
	assert_costs_one("{\"Id\":9,\"N\":\"\xe9\"}", "9");
	assert_costs_one("{\"Id\" : \"9\" ,\"N\":\"\\x\"}", "9");
	assert_costs_one("{\"Id\":\"9\",\"N\":\"\\ud800\"}", "9");
	assert_costs_one("{\"Id\":\"9\",\"N\":NaN}", "9");
	assert_costs_one("{\"Id\":\"9\",\"N\":01}", "9");
	assert_costs_one("{\"Id\":\"9\",\"N\":1e999}", "9");
	assert_costs_one("{\"Id\":\"9\",\"N\":,\"M\":1}", "9");
	assert_costs_one("{\"Id\":\"9\",\"N\":1,}", "9");
	assert_costs_one(
	    "{\"Id\":\"9\",\"N\":{\"Id\":\"8\",\"a\":\"\t\"}}", "9");
	(void)snprintf(
	    long_id, sizeof(long_id), "{\"Id\":\"9\",\"N\":%.200s}", deep);
	assert_costs_one(long_id, "9");
	{
		char text[500];

		(void)snprintf(
		    text, sizeof(text), "{\"Id\":\"9\",\"N\":%s}", digits);
		assert_costs_one(text, "9");
		(void)snprintf(text, sizeof(text), "{\"Id\":%s}", digits);
		assert_costs_one(text, "?");
	}
}

static void
B6_record_whose_id_is_in_doubt_has_none(void **state)
{
	(void)state;
	assert_costs_one("{\"Id\":\"9\",\"Id\":\"8\"}", "?");
	assert_costs_one("{\"Id\":\"9\",\"Id\":\"9\"}", "9");
	assert_costs_one("{\"Id\":\"a\\u0062\",\"N\":\"\t\"}", "?");
	assert_costs_one("{\"Id\":\"9\t\"}", "?");
	assert_costs_one("{\"Id\":[\"9\"],\"N\":\"\t\"}", "?");
	assert_costs_one("{\"N\":\"\t\"}", "?");
	assert_costs_one("7", "?");
	assert_costs_one("null", "?");
	assert_costs_one("\"x\"", "?");
	assert_costs_one("[1]", "?");
}

/* A record that is absorbed by its neighbour would be missing, and its person
 * would leave. */
static void
B6_records_that_cannot_be_told_apart_fail_the_run(void **state)
{
	(void)state;
	assert_refused("{\"Employee\":[{\"Id\":1,\"N\":\"5\" pipe\"},"
		       "{\"Id\":2},{\"Id\":3,\"N\":\"6\" pipe\"}]}");
	assert_refused("{\"Employee\":[{\"Id\":1,\"N\":\"pipe 5\"\"},"
		       "{\"Id\":2,\"N\":\"pipe 6\"\"}]}");
	assert_refused("{\"Employee\":[{\"Id\":1,\"N\":\"a\\\"},{\"Id\":2}]}");
	assert_refused("{\"Employee\":[{\"Id\":1,\"a\":{\"b\":1},{\"Id\":2}]}");
	assert_refused("{\"Employee\":[{\"Id\":1,\"a\":[1},{\"b\":2]}]}");
	assert_refused("{\"Employee\":[{\"Id\":1}{\"Id\":2}]}");
}

static void
repeated_keys_are_refused(void **state)
{
	(void)state;
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
	const struct walk_target target = target_of(stop_at_two, &seen);
	json_t *root = NULL;

	(void)state;
	assert_int_equal(
	    walk_json(text, strlen(text), &target, &root), FIELD_ENET);
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
		cmocka_unit_test(
		    B6_record_that_cannot_be_read_costs_that_record),
		cmocka_unit_test(B6_record_whose_id_is_in_doubt_has_none),
		cmocka_unit_test(
		    B6_records_that_cannot_be_told_apart_fail_the_run),
		cmocka_unit_test(repeated_keys_are_refused),
		cmocka_unit_test(depth_is_bounded_without_recursion),
		cmocka_unit_test(a_callback_ends_the_walk_with_its_result),
		cmocka_unit_test(a_whole_answer_is_held_to_the_same),
	};

	return cmocka_run_group_tests_name("fetch/walk", tests, NULL, NULL);
}
