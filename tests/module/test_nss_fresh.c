/* When the module notices a change, and how it treats files that were installed
 * by hand, truncated, or too large for one read. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/nss_case.h"
#include "tests/support/snapshot_sample.h"

/* --- freshness -------------------------------------------------------------------- */

static void
change_is_seen_by_the_very_next_look_up(void **state)
{
	(void)state;
	assert_true(gecos_is("Jane Doe"));
	for (int i = 0; i < 200; i++) {
		char gecos[32];
		struct sample sample = { .generation = ++nss_case_generation,
			.jane_gecos = gecos };

		(void)snprintf(gecos, sizeof(gecos), "Jane %d", i);
		assert_true(sample_publish(FIELDAUTH_SNAPSHOT, &sample));
		assert_true(gecos_is(gecos));
		assert_true(gecos_is(gecos));
	}
	/* and no mapping of a replaced file is kept */
	assert_in_range(count_lines("/proc/self/maps", "fieldusers.db"), 1, 1);
}

/* The old file was not marked by the writer of the new one, as when a writer
 * died or a file was restored. Lookups notice this after at most a second; the
 * rest of the time is for a busy machine. */
static void
unmarked_replacement_is_seen_within_seconds(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation,
		.jane_gecos = "Restored" };
	struct timespec pause = { 0, 20000000 };
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);
	int tries = 0;

	(void)state;
	assert_true(gecos_is("Jane Doe"));
	assert_true(gecos_is("Jane Doe"));
	sample_write(FIELDAUTH_SNAPSHOT, bytes, len);
	while (!gecos_is("Restored") && tries++ < 3000)
		(void)nanosleep(&pause, NULL);
	assert_true(tries < 3000);
	free(bytes);
}

/* A copy of a replaced file, restored by hand, still has the mark. */
static void
restored_copy_with_the_mark_still_answers(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation };
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);

	(void)state;
	bytes[504] = 1;
	sample_write(FIELDAUTH_SNAPSHOT, bytes, len);
	for (int i = 0; i < 5; i++)
		assert_true(jane_is_right());
	free(bytes);
}

static void
first_look_up_does_not_map_and_the_second_does(void **state)
{
	(void)state;
	assert_true(gecos_is("Jane Doe"));
	assert_int_equal(count_lines("/proc/self/maps", "fieldusers.db"), 0);
	assert_true(gecos_is("Jane Doe"));
	assert_int_equal(count_lines("/proc/self/maps", "fieldusers.db"), 1);
}

static void
group_larger_than_the_scratch_is_read_whole_at_first(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation,
		.extra = 5000 };
	static char buffer[1 << 20];
	struct group gr;
	unsigned n = 0;
	int e;

	(void)state;
	assert_true(sample_publish(FIELDAUTH_SNAPSHOT, &sample));
	assert_int_equal(
	    nss.getgrnam_r("role-dispatcher", &gr, buffer, sizeof(buffer), &e),
	    NSS_STATUS_SUCCESS);
	while (gr.gr_mem[n] != NULL)
		n++;
	assert_int_equal(n, 5002);
	assert_string_equal(gr.gr_mem[5001], "p75005");
	assert_int_equal(count_lines("/proc/self/maps", "fieldusers.db"), 0);
}

/*
 * A disk block that cannot be read: here the end of the mapped file is
 * truncated, which causes the same fault.
 */
static void
unreadable_block_is_unavailable_and_kills_no_process(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation,
		.extra = 5000 };
	char buffer[1024];
	struct passwd pw;
	struct stat st;
	int e = 0;

	(void)state;
	assert_true(sample_publish(FIELDAUTH_SNAPSHOT, &sample));
	assert_true(gecos_is("Jane Doe"));
	assert_true(gecos_is("Jane Doe"));
	assert_int_equal(stat(FIELDAUTH_SNAPSHOT, &st), 0);
	assert_int_equal(truncate(FIELDAUTH_SNAPSHOT, st.st_size - 300000), 0);
	assert_int_equal(nss.getpwuid_r(75005, &pw, buffer, sizeof(buffer), &e),
	    NSS_STATUS_UNAVAIL);
	/* EINVAL once the second has passed and the path has been checked */
	assert_true(e == EIO || e == EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, nss_case_start, nss_case_end)
		TEST(change_is_seen_by_the_very_next_look_up),
		TEST(unmarked_replacement_is_seen_within_seconds),
		TEST(restored_copy_with_the_mark_still_answers),
		TEST(first_look_up_does_not_map_and_the_second_does),
		TEST(group_larger_than_the_scratch_is_read_whole_at_first),
		TEST(unreadable_block_is_unavailable_and_kills_no_process),
	};

	sample_enter_private_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
