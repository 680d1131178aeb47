/* What can be published, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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
	static const uint32_t unknown = 65601;
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
R16_powerful_local_gid_is_dropped_and_the_person_stays(void **state)
{
	static const uint32_t local[] = { 27, 20, 0, 65534, 44, 20, 70001,
		UINT32_MAX, 1001 };
	struct snapshot_writer *writer = new_writer();
	struct snapshot_new_person p = jane();
	struct snapshot_person found;
	struct snapshot_view view;
	uint8_t *bytes;
	size_t len;

	(void)state;
	p.local_gids = local;
	p.local_gid_count = sizeof(local) / sizeof(local[0]);
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_OK);
	assert_int_equal(
	    snapshot_writer_finish(writer, &bytes, &len), FIELD_OK);
	assert_int_equal(snapshot_view_memory(bytes, len, &view), SNAPSHOT_OK);
	assert_int_equal(snapshot_by_login(&view, "jane", &found), SNAPSHOT_OK);
	assert_int_equal(found.local_gid_count, 2);
	assert_int_equal(snapshot_gid(found.local_gids, 0), 20);
	assert_int_equal(snapshot_gid(found.local_gids, 1), 1001);
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

/* --- the number of members listed
 * --------------------------------------------------- */

#define ELEVEN_COUNT 9998 /* of eleven letters: 20 bytes each */

static void
add_member(struct snapshot_writer *writer, uint32_t uid, const char *login)
{
	static const uint32_t gid = 65600;
	struct snapshot_new_person p = jane();

	p.login = login;
	p.uid = uid;
	p.gids = &gid;
	p.gid_count = 1;
	assert_int_equal(snapshot_writer_add_person(writer, &p), FIELD_OK);
}

struct cut {
	int count;
	uint32_t listed, members;
};

static void
note_cut(const char *name, uint32_t listed, uint32_t members, void *context)
{
	struct cut *cut = context;

	assert_string_equal(name, "role-a");
	cut->count++;
	cut->listed = listed;
	cut->members = members;
}

/*
 * role-a: 7 bytes for alignment, 8 for the NULL, 9 of strings, 20 for each of
 * 9998 members: 16 of 200,000 are left, enough for a name of seven letters.
 */
static void
make_large(const char *last, struct cut *ret_cut, struct snapshot_group *group,
    uint8_t **ret_bytes, struct snapshot_view *view)
{
	struct snapshot_params params = { .database_id = "db",
		.uid_min = 70000,
		.uid_max = 99999,
		.gid_min = 65600,
		.gid_max = 65609,
		.members = true };
	struct snapshot_writer *writer;
	struct snapshot_person p;
	char login[16];
	size_t len;

	assert_int_equal(snapshot_writer_new(&params, &writer), FIELD_OK);
	assert_int_equal(
	    snapshot_writer_add_group(writer, 65600, "role-a"), FIELD_OK);
	/* the highest uid comes first: the order of adding has no effect */
	add_member(writer, 70000 + ELEVEN_COUNT, last);
	for (uint32_t i = ELEVEN_COUNT; i-- > 0;) {
		(void)snprintf(login, sizeof(login), "p%010u", i);
		add_member(writer, 70000 + i, login);
	}
	assert_int_equal(
	    snapshot_writer_finish(writer, ret_bytes, &len), FIELD_OK);
	memset(ret_cut, 0, sizeof(*ret_cut));
	snapshot_writer_visit_cut(writer, note_cut, ret_cut);
	snapshot_writer_free(writer);
	assert_int_equal(
	    snapshot_view_memory(*ret_bytes, len, view), SNAPSHOT_OK);
	assert_int_equal(snapshot_check(view), SNAPSHOT_OK);
	assert_int_equal(snapshot_by_login(view, last, &p), SNAPSHOT_OK);
	assert_int_equal(p.gid_count, 1);
	assert_int_equal(snapshot_gid(p.gids, 0), 65600);
	assert_int_equal(
	    snapshot_group_by_gid(view, 65600, group), SNAPSHOT_OK);
}

static void
group_that_fits_to_the_byte_lists_all_its_members(void **state)
{
	struct snapshot_group group;
	struct snapshot_view view;
	uint8_t *bytes;
	struct cut cut;

	(void)state;
	make_large("zachary", &cut, &group, &bytes, &view);
	assert_int_equal(cut.count, 0);
	assert_int_equal(group.member_count, ELEVEN_COUNT + 1);
	assert_string_equal(
	    group.strings + snapshot_member(&group, ELEVEN_COUNT), "zachary");
	assert_int_equal(
	    7 + (group.member_count + 1) * 8 + group.strings_len, 200000);
	free(bytes);
}

static void
group_that_is_a_byte_too_large_lists_the_lowest_uids(void **state)
{
	struct snapshot_group group;
	struct snapshot_view view;
	uint8_t *bytes;
	struct cut cut;
	char login[16];

	(void)state;
	make_large("zacharys", &cut, &group, &bytes, &view);
	assert_int_equal(cut.count, 1);
	assert_int_equal(cut.listed, ELEVEN_COUNT);
	assert_int_equal(cut.members, ELEVEN_COUNT + 1);
	assert_int_equal(group.member_count, ELEVEN_COUNT);
	for (uint32_t i = 0; i < ELEVEN_COUNT; i++) {
		(void)snprintf(login, sizeof(login), "p%010u", i);
		assert_string_equal(
		    group.strings + snapshot_member(&group, i), login);
	}
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(range_below_the_compiled_minimum_is_refused),
		cmocka_unit_test(
		    bad_name_text_or_id_is_refused_and_the_rest_goes_on),
		cmocka_unit_test(
		    R16_powerful_local_gid_is_dropped_and_the_person_stays),
		cmocka_unit_test(name_and_number_are_given_once),
		cmocka_unit_test(empty_company_is_a_snapshot_too),
		cmocka_unit_test(
		    group_that_fits_to_the_byte_lists_all_its_members),
		cmocka_unit_test(
		    group_that_is_a_byte_too_large_lists_the_lowest_uids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
