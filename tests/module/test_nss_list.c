/*
 * The module against the contract of glibc, point by point: 1.3 enumeration,
 * 1.4 initgroups. The names of the tests have the numbers.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "snapshot/format.h"
#include "tests/support/nss_case.h"
#include "tests/support/snapshot_sample.h"

/* --- 1.3 ------------------------------------------------------------------------ */

static enum nss_status
next_person(struct answer *a)
{
	a->errnum = 0;
	a->status = nss.getpwent_r(
	    &a->pw, a->buffer, sizeof(a->buffer), &a->errnum);
	assert_lawful(a->status, a->errnum);
	return a->status;
}

static void
assert_next(const char *login)
{
	struct answer a;

	assert_int_equal(next_person(&a), NSS_STATUS_SUCCESS);
	assert_string_equal(a.pw.pw_name, login);
}

static void
c_1_3_13_set_and_end_leave_errno_alone_in_any_order(void **state)
{
	struct answer a;

	(void)state;
	errno = EXDEV;
	assert_int_equal(nss.endpwent(), NSS_STATUS_SUCCESS);
	assert_int_equal(nss.endpwent(), NSS_STATUS_SUCCESS);
	assert_int_equal(nss.setpwent(1), NSS_STATUS_SUCCESS);
	assert_int_equal(nss.endgrent(), NSS_STATUS_SUCCESS);
	assert_int_equal(nss.setgrent(0), NSS_STATUS_SUCCESS);
	assert_int_equal(errno, EXDEV);
	nss.endpwent();
	assert_next("jane"); /* without set */
	assert_next("omar");
	nss.setpwent(0); /* in the middle of the list */
	assert_next("jane");
	assert_next("omar");
	assert_next("pair1");
	assert_next("pair2");
	for (int i = 0; i < 3; i++)
		assert_int_equal(next_person(&a), NSS_STATUS_NOTFOUND);
	nss.setpwent(0);
	assert_next("jane");
}

static void
c_1_3_14_small_buffer_does_not_advance(void **state)
{
	struct answer a = { 0 };

	(void)state;
	assert_next("jane");
	for (size_t len = 0; len < 20; len++) {
		assert_int_equal(
		    nss.getpwent_r(&a.pw, a.buffer, len, &a.errnum),
		    NSS_STATUS_TRYAGAIN);
		assert_int_equal(a.errnum, ERANGE);
		assert_int_equal(
		    nss.getgrent_r(&a.gr, a.buffer, len, &a.errnum),
		    NSS_STATUS_TRYAGAIN);
	}
	assert_next("omar");
	assert_int_equal(
	    nss.getgrent_r(&a.gr, a.buffer, sizeof(a.buffer), &a.errnum),
	    NSS_STATUS_SUCCESS);
	assert_string_equal(a.gr.gr_name, "role-dispatcher");
}

static void
c_1_3_16_look_ups_do_not_move_the_list(void **state)
{
	struct answer a;

	(void)state;
	assert_next("jane");
	assert_int_equal(by_name("pair2", &a), NSS_STATUS_SUCCESS);
	assert_int_equal(by_uid(70000, &a), NSS_STATUS_SUCCESS);
	assert_int_equal(group_by_name("jane", &a), NSS_STATUS_SUCCESS);
	assert_next("omar");
}

static void
c_1_3_publishing_in_the_middle_repeats_and_skips_no_entry(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation,
		.extra = 3,
		.jane_gecos = "Somebody longer than before" };

	(void)state;
	assert_next("jane");
	assert_next("omar");
	assert_true(sample_publish(FIELDAUTH_SNAPSHOT, &sample));
	assert_next("pair1");
	assert_next("pair2");
	assert_next("p70006");
}

static void
c_1_3_17_list_that_is_off_is_empty_and_the_rest_works(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation,
		.no_enumeration = true,
		.no_members = true };
	gid_t *groups = calloc(1, sizeof(*groups));
	long int start = 0, size = 1;
	struct answer a;
	int e;

	(void)state;
	assert_true(sample_publish(FIELDAUTH_SNAPSHOT, &sample));
	assert_int_equal(next_person(&a), NSS_STATUS_NOTFOUND);
	assert_int_equal(nss.getgrent_r(&a.gr, a.buffer, sizeof(a.buffer), &e),
	    NSS_STATUS_NOTFOUND);
	assert_int_equal(by_name("jane", &a), NSS_STATUS_SUCCESS);
	assert_int_equal(group_by_gid(65600, &a), NSS_STATUS_SUCCESS);
	assert_null(a.gr.gr_mem[0]);
	assert_int_equal(
	    nss.initgroups_dyn("jane", 70000, &start, &size, &groups, 0, &e),
	    NSS_STATUS_SUCCESS);
	assert_int_equal(start, 3);
	free(groups);
}

/* --- 1.4 ------------------------------------------------------------------------ */

struct gids {
	gid_t *at;
	long int start, size;
	int errnum;
};

static enum nss_status
groups_of(const char *login, gid_t primary, struct gids *g, long int start,
    long int size, long int limit)
{
	g->start = start;
	g->size = size;
	g->errnum = 0;
	g->at = calloc((size_t)size, sizeof(*g->at));
	assert_non_null(g->at);
	for (long int i = 0; i < start; i++)
		g->at[i] = 4242;
	return nss.initgroups_dyn(
	    login, primary, &g->start, &g->size, &g->at, limit, &g->errnum);
}

static void
c_1_4_18_array_grows_and_stops_at_the_limit(void **state)
{
	struct gids g;

	(void)state;
	assert_int_equal(
	    groups_of("jane", 70000, &g, 1, 1, 0), NSS_STATUS_SUCCESS);
	assert_int_equal(g.start, 4);
	assert_int_equal(g.size, 4);
	assert_int_equal(g.at[0], 4242);
	assert_int_equal(g.at[1], 65600);
	assert_int_equal(g.at[2], 65601);
	assert_int_equal(g.at[3], 20); /* R16 */
	free(g.at);
	assert_int_equal(
	    groups_of("jane", 70000, &g, 1, 1, 3), NSS_STATUS_SUCCESS);
	assert_int_equal(g.start, 3);
	assert_int_equal(g.size, 3);
	free(g.at);
	assert_int_equal(
	    groups_of("jane", 70000, &g, 1, 1, 1), NSS_STATUS_SUCCESS);
	assert_int_equal(g.start, 1);
	free(g.at);
}

static void
c_1_4_19_primary_group_is_skipped(void **state)
{
	struct gids g;

	(void)state;
	assert_int_equal(
	    groups_of("jane", 65600, &g, 1, 64, 0), NSS_STATUS_SUCCESS);
	assert_int_equal(g.start, 3);
	assert_int_equal(g.at[1], 65601);
	free(g.at);
}

static void
c_1_4_20_unknown_names_and_people_without_groups_are_notfound(void **state)
{
	struct gids g;

	(void)state;
	assert_int_equal(
	    groups_of("pair1", 70004, &g, 1, 4, 0), NSS_STATUS_NOTFOUND);
	assert_int_equal(g.errnum, ENOENT);
	assert_int_equal(g.start, 1);
	free(g.at);
	assert_int_equal(
	    groups_of("root", 0, &g, 1, 4, 0), NSS_STATUS_NOTFOUND);
	free(g.at);
	assert_int_equal(
	    groups_of("omar", 65600, &g, 1, 4, 0), NSS_STATUS_NOTFOUND);
	free(g.at);
}

/* Replaces the INDEXth gid of jane with GID. */
static void
forge_gid(unsigned index, uint32_t gid)
{
	struct sample sample = { .generation = ++nss_case_generation };
	uint64_t records, salt;
	uint8_t *record, *gids;
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);

	records = get_u64(bytes + HEADER_RECORDS);
	salt = get_u64(bytes + HEADER_SALT);
	record = bytes + records; /* jane's */
	gids = record +
	    (PERSON_STRINGS + get_u32(record + PERSON_STRINGS_LEN) + 3) / 4 * 4;
	put_u32(gids + (size_t)index * 4, gid);
	put_u64(record,
	    format_record_checksum(
		salt, records, record, get_u32(record + RECORD_LEN)));
	sample_write(FIELDAUTH_SNAPSHOT, bytes, len);
	nss_module_close(&nss);
	assert_int_equal(
	    nss_module_open(&nss, sample_module_path(), "fieldusers"), 0);
	free(bytes);
}

/* The writer never writes a gid of fieldauth outside of the range: such a
 * person is not found at all. */
static void
gid_of_ours_outside_the_range_is_refused(void **state)
{
	static const uint32_t bad[] = { 27, 65599, 0, UINT32_MAX };
	struct gids g;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		forge_gid(1, bad[i]);
		assert_int_equal(
		    groups_of("jane", 70000, &g, 1, 8, 0), NSS_STATUS_UNAVAIL);
		assert_int_equal(g.start, 1);
		free(g.at);
	}
}

static void
R16_powerful_or_foreign_local_gid_costs_that_group_alone(void **state)
{
	static const uint32_t bad[] = { 0, 4, 5, 6, 15, 27, 33, 42, 44, 65534,
		65535, 65600, 70000, UINT32_MAX };
	struct gids g;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		forge_gid(2, bad[i]);
		assert_int_equal(
		    groups_of("jane", 70000, &g, 1, 8, 0), NSS_STATUS_SUCCESS);
		assert_int_equal(g.start, 3);
		assert_int_equal(g.at[1], 65600);
		assert_int_equal(g.at[2], 65601);
		free(g.at);
	}
	forge_gid(2, 65533);
	assert_int_equal(
	    groups_of("jane", 70000, &g, 1, 8, 0), NSS_STATUS_SUCCESS);
	assert_int_equal(g.start, 4);
	assert_int_equal(g.at[3], 65533);
	free(g.at);
}

/* --- large groups ------------------------------------------------------------------ */

#define LIBPAM_ROOM \
	200000 /* a large part of the buffer of
                            * pam_modutil_getgrnam() */

static void
assert_short_list(enum nss_status status, const struct group *gr)
{
	unsigned n = 0;

	assert_int_equal(status, NSS_STATUS_SUCCESS);
	assert_string_equal(gr->gr_name, "role-dispatcher");
	assert_string_equal(gr->gr_mem[0], "jane");
	assert_string_equal(gr->gr_mem[1], "omar");
	assert_string_equal(gr->gr_mem[2], "p70006");
	while (gr->gr_mem[n] != NULL)
		n++;
	assert_int_equal(n, 13331); /* of six letters: 15 bytes each */
}

static void
R1_group_of_18000_fits_what_libpam_reads_and_all_have_it(void **state)
{
	static char buffer[LIBPAM_ROOM + 8];
	struct sample sample = { .generation = ++nss_case_generation,
		.extra = 18000 };
	struct group gr;
	struct gids g;
	int e;

	(void)state;
	assert_true(sample_publish(FIELDAUTH_SNAPSHOT, &sample));
	for (size_t odd = 0; odd < 8; odd++) {
		char *at = buffer + odd;

		assert_short_list(
		    nss.getgrnam_r("role-dispatcher", &gr, at, LIBPAM_ROOM, &e),
		    &gr);
		assert_short_list(
		    nss.getgrgid_r(65600, &gr, at, LIBPAM_ROOM, &e), &gr);
		nss.setgrent(0);
		assert_short_list(
		    nss.getgrent_r(&gr, at, LIBPAM_ROOM, &e), &gr);
	}
	/* the last member is not listed, but is a member */
	assert_int_equal(
	    groups_of("p88005", 88005, &g, 0, 4, 0), NSS_STATUS_SUCCESS);
	assert_int_equal(g.start, 1);
	assert_int_equal(g.at[0], 65600);
	free(g.at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, nss_case_start, nss_case_end)
		TEST(c_1_3_13_set_and_end_leave_errno_alone_in_any_order),
		TEST(c_1_3_14_small_buffer_does_not_advance),
		TEST(c_1_3_16_look_ups_do_not_move_the_list),
		TEST(c_1_3_publishing_in_the_middle_repeats_and_skips_no_entry),
		TEST(c_1_3_17_list_that_is_off_is_empty_and_the_rest_works),
		TEST(c_1_4_18_array_grows_and_stops_at_the_limit),
		TEST(c_1_4_19_primary_group_is_skipped),
		TEST(
		    c_1_4_20_unknown_names_and_people_without_groups_are_notfound),
		TEST(gid_of_ours_outside_the_range_is_refused),
		TEST(R16_powerful_or_foreign_local_gid_costs_that_group_alone),
		TEST(R1_group_of_18000_fits_what_libpam_reads_and_all_have_it),
	};

	sample_enter_private_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
