/* What may be published, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "snapshot/reader.h"
#include "snapshot/writer.h"

static struct snapshot_writer *
new_writer(void)
{
	struct snapshot_params params = { .database_id = "db",
		.uid_min = 70000,
		.uid_max = 70009,
		.gid_min = 65600,
		.gid_max = 65609,
		.enumerate = true,
		.members = true };
	struct snapshot_writer *writer;

	assert_int_equal(snapshot_writer_new(&params, &writer), FIELD_OK);
	assert_int_equal(
	    snapshot_writer_add_group(writer, 65600, "role-a"), FIELD_OK);
	return writer;
}

static struct snapshot_new_person
jane(void)
{
	return (struct snapshot_new_person){ .login = "jane",
		.uid = 70000,
		.gecos = "Jane",
		.home = "/home/jane",
		.shell = "/bin/sh" };
}

static void
range_below_the_compiled_minimum_is_refused(void **state)
{
	struct snapshot_params params = { .database_id = "db",
		.uid_min = 65535,
		.uid_max = 70009,
		.gid_min = 65600,
		.gid_max = 65609 };
	struct snapshot_writer *writer = NULL;

	(void)state;
	assert_int_equal(snapshot_writer_new(&params, &writer), FIELD_EINVAL);
	params.uid_min = 0;
	assert_int_equal(snapshot_writer_new(&params, &writer), FIELD_EINVAL);
	params.uid_min = 70010;
	assert_int_equal(snapshot_writer_new(&params, &writer), FIELD_EINVAL);
	params.uid_min = 70000;
	params.uid_max = UINT32_MAX;
	assert_int_equal(snapshot_writer_new(&params, &writer), FIELD_EINVAL);
	assert_null(writer);
}

static void
bad_name_text_or_id_is_refused_and_the_rest_goes_on(void **state)
{
	static const char *const names[] = { "", "-x", "a:b", "a\nb", "1a",
		"a b", "a/b", "ümlaut", "a@b", "+x", "a,b" };
	static const char *const texts[] = { "a:b", "a\nb", "\x01", "\xff",
		"x\xe2\x80\xaey" };
	struct snapshot_writer *writer = new_writer();
	struct snapshot_new_person p;
	static const uint32_t sudo = 27, unknown = 65601;
	struct snapshot_view view;
	uint8_t *bytes;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		p = jane();
		p.login = names[i];
		assert_int_equal(
		    snapshot_writer_add_person(writer, &p), FIELD_EINVAL);
		assert_int_equal(
		    snapshot_writer_add_group(writer, 65602, names[i]),
		    FIELD_EINVAL);
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		p = jane();
		p.gecos = texts[i];
		assert_int_equal(
		    snapshot_writer_add_person(writer, &p), FIELD_EINVAL);
	}
	p = jane();
	p.home = "home";
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EINVAL);
	p = jane();
	p.uid = 0;
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EINVAL);
	p.uid = 70010;
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EINVAL);
	p = jane();
	p.local_gids = &sudo;
	p.local_gid_count = 1;
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EINVAL);
	p = jane();
	p.gids = &unknown;
	p.gid_count = 1;
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EINVAL);
	p = jane();
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_OK);
	assert_int_equal(
	    snapshot_writer_finish(writer, &bytes, &len), FIELD_OK);
	assert_int_equal(snapshot_view_memory(bytes, len, &view), SNAPSHOT_OK);
	assert_int_equal(snapshot_check(&view), SNAPSHOT_OK);
	free(bytes);
	snapshot_writer_free(writer);
}

static void
name_and_number_are_given_once(void **state)
{
	struct snapshot_writer *writer = new_writer();
	struct snapshot_new_person p = jane();

	(void)state;
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_OK);
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EEXIST);
	p.uid = 70001;
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EEXIST);
	p.login = "role-a";
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EEXIST);
	p.login = "john";
	p.uid = 70000;
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_EEXIST);
	assert_int_equal(
	    snapshot_writer_add_group(writer, 65600, "role-b"), FIELD_EEXIST);
	assert_int_equal(
	    snapshot_writer_add_group(writer, 65601, "role-a"), FIELD_EEXIST);
	assert_int_equal(
	    snapshot_writer_add_group(writer, 65601, "jane"), FIELD_EEXIST);
	snapshot_writer_free(writer);
}

static void
empty_company_is_a_snapshot_too(void **state)
{
	struct snapshot_params params = { .database_id = "db",
		.uid_min = 70000,
		.uid_max = 70009,
		.gid_min = 65600,
		.gid_max = 65609,
		.enumerate = true };
	struct snapshot_writer *writer;
	struct snapshot_view view;
	struct snapshot_person p;
	uint64_t at = 0;
	uint32_t hint = 0;
	uint8_t *bytes;
	size_t len;

	(void)state;
	assert_int_equal(snapshot_writer_new(&params, &writer), FIELD_OK);
	assert_int_equal(
	    snapshot_writer_finish(writer, &bytes, &len), FIELD_OK);
	assert_int_equal(snapshot_view_memory(bytes, len, &view), SNAPSHOT_OK);
	assert_int_equal(snapshot_check(&view), SNAPSHOT_OK);
	assert_int_equal(snapshot_by_name(&view, "jane", &p), SNAPSHOT_NONE);
	assert_int_equal(
	    snapshot_next_person(&view, at, &hint, &at, &p), SNAPSHOT_NONE);
	free(bytes);
	snapshot_writer_free(writer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(range_below_the_compiled_minimum_is_refused),
		cmocka_unit_test(
		    bad_name_text_or_id_is_refused_and_the_rest_goes_on),
		cmocka_unit_test(name_and_number_are_given_once),
		cmocka_unit_test(empty_company_is_a_snapshot_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
