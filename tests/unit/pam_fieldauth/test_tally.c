/* Failures that are counted beside the database keep their origin (Q3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "pam_fieldauth/signin/tally.h"

#define UID 70001

static char folder[] = "/tmp/test_tally.XXXXXX";
static char file[64];

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(file, sizeof(file), "%s/failures/%d", folder, UID);
	return 0;
}

static int
remove_folder(void **state)
{
	char path[64];

	(void)state;
	(void)unlink(file);
	(void)snprintf(path, sizeof(path), "%s/failures", folder);
	(void)rmdir(path);
	return rmdir(folder);
}

static int
remove_file(void **state)
{
	(void)state;
	(void)unlink(file);
	return 0;
}

static void
add(enum origin_kind kind, const char *address, int times)
{
	struct origin origin = { .kind = kind };

	(void)snprintf(origin.address, sizeof(origin.address), "%s", address);
	for (int i = 0; i < times; i++)
		assert_int_equal(tally_add(folder, UID, &origin), FIELD_OK);
}

static void
each_origin_is_counted_apart_and_taken_once(void **state)
{
	struct tally tally;

	(void)state;
	add(ORIGIN_CONSOLE, "", 2);
	add(ORIGIN_ADDRESS, "2001:db8:1:2::/64", 3);
	add(ORIGIN_CALLER, "", 1);
	add(ORIGIN_CONSOLE, "", 1);
	assert_true(tally_take(folder, UID, &tally));
	assert_int_equal(tally.places[0].count, 3);
	assert_int_equal(tally.places[0].origin.kind, ORIGIN_CONSOLE);
	assert_int_equal(tally.places[1].count, 3);
	assert_int_equal(tally.places[1].origin.kind, ORIGIN_ADDRESS);
	assert_string_equal(
	    tally.places[1].origin.address, "2001:db8:1:2::/64");
	assert_int_equal(tally.places[2].count, 1);
	assert_int_equal(tally.places[2].origin.kind, ORIGIN_CALLER);
	assert_int_equal(tally.places[3].count, 0);
	assert_false(tally_take(folder, UID, &tally));
}

static void
more_origins_than_places_lose_no_failure(void **state)
{
	struct tally tally;
	int64_t sum = 0;

	(void)state;
	for (int i = 0; i < 2 * TALLY_PLACES; i++) {
		char address[32];

		(void)snprintf(address, sizeof(address), "192.0.2.%d", i);
		add(ORIGIN_ADDRESS, address, 2);
	}
	assert_true(tally_take(folder, UID, &tally));
	for (int i = 0; i < TALLY_PLACES; i++)
		sum += tally.places[i].count;
	assert_int_equal(sum, 4 * TALLY_PLACES);
	assert_int_equal(tally.places[0].count, 2);
	/* nor lock an address for the failures of others */
	assert_string_equal(
	    tally.places[TALLY_PLACES - 2].origin.address, "192.0.2.14");
	assert_int_equal(tally.places[TALLY_PLACES - 2].count, 2);
	assert_string_equal(
	    tally.places[TALLY_PLACES - 1].origin.address, "elsewhere");
}

static void
the_file_has_one_length_whatever_it_counts(void **state)
{
	struct stat few, many;
	char name[ORIGIN_ADDRESS_SIZE];

	(void)state;
	add(ORIGIN_CONSOLE, "", 1);
	assert_int_equal(stat(file, &few), 0);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	add(ORIGIN_ADDRESS, name, 9);
	assert_int_equal(stat(file, &many), 0);
	assert_int_equal(few.st_size, many.st_size);
}

static void
a_file_that_is_none_counts_nothing_and_is_replaced(void **state)
{
	struct tally tally;
	FILE *stream;

	(void)state;
	add(ORIGIN_CONSOLE, "", 1);
	stream = fopen(file, "we");
	assert_non_null(stream);
	for (int i = 0; i < 300; i++)
		(void)fputs("-7 nowhere \377\n", stream);
	assert_int_equal(fclose(stream), 0);
	assert_false(tally_take(folder, UID, &tally));
	add(ORIGIN_CALLER, "", 1);
	assert_true(tally_take(folder, UID, &tally));
	assert_int_equal(tally.places[0].count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
		    each_origin_is_counted_apart_and_taken_once, remove_file),
		cmocka_unit_test_teardown(
		    more_origins_than_places_lose_no_failure, remove_file),
		cmocka_unit_test_teardown(
		    the_file_has_one_length_whatever_it_counts, remove_file),
		cmocka_unit_test_teardown(
		    a_file_that_is_none_counts_nothing_and_is_replaced,
		    remove_file),
	};

	return cmocka_run_group_tests_name(
	    "tally", tests, make_folder, remove_folder);
}
