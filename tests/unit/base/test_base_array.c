#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/err.h"

#define MANY 100000

static void
every_element_of_a_growing_array_is_kept(void **state)
{
	int *items = NULL;
	size_t count = 0;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		int *item = array_add(&items, &count, sizeof(*item));

		assert_non_null(item);
		assert_int_equal(*item, 0);
		*item = i; /* the sanitizer detects an element without room */
	}
	assert_int_equal(count, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(items[i], i);
	free(items);
}

static void
an_array_moves_as_often_as_its_count_doubles(void **state)
{
	char *items = NULL, *before;
	size_t moves = 0;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		before = items;
		assert_int_equal(array_room(&items, i, 64), FIELD_OK);
		moves += items != before;
	}
	assert_true(moves <= 18);
	free(items);
}

static void
an_array_that_was_emptied_grows_again(void **state)
{
	static const size_t counts[] = { 20, 8, 12, 0, 9, 40 };
	char *items = NULL;
	size_t count = 0;

	(void)state;
	for (size_t k = 0; k < sizeof(counts) / sizeof(counts[0]); k++) {
		count = count > counts[k] ? counts[k] : count;
		do {
			assert_int_equal(
			    array_room(&items, count, 1), FIELD_OK);
			items[count++] = 'x';
		} while (count < counts[k]);
	}
	free(items);
}

static void
what_does_not_fit_into_memory_is_refused_and_kept(void **state)
{
	size_t capacity = 16, count = 16;
	char *items = malloc(16), *before = items;

	(void)state;
	assert_non_null(items);
	items[15] = 'x';
	assert_int_equal(array_room(&items, SIZE_MAX / 2 + 1, 1), FIELD_ENOMEM);
	assert_null(array_add(&items, &count, SIZE_MAX / 8));
	assert_int_equal(count, 16);
	assert_int_equal(
	    array_fit(&items, &capacity, SIZE_MAX, 1), FIELD_ENOMEM);
	assert_int_equal(
	    array_fit(&items, &capacity, 17, SIZE_MAX / 16), FIELD_ENOMEM);
	assert_int_equal(capacity, 16);
	assert_ptr_equal(items, before);
	assert_int_equal(items[15], 'x');
	free(items);
}

static void
room_for_several_is_had_at_once(void **state)
{
	size_t capacity = 0;
	int *items = NULL, *before;

	(void)state;
	assert_int_equal(
	    array_fit(&items, &capacity, 1000, sizeof(*items)), FIELD_OK);
	assert_true(capacity >= 1000 && capacity < 2000);
	memset(items, 0, 1000 * sizeof(*items));
	before = items;
	assert_int_equal(
	    array_fit(&items, &capacity, 1000, sizeof(*items)), FIELD_OK);
	assert_ptr_equal(items, before);
	free(items);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_element_of_a_growing_array_is_kept),
		cmocka_unit_test(an_array_moves_as_often_as_its_count_doubles),
		cmocka_unit_test(an_array_that_was_emptied_grows_again),
		cmocka_unit_test(
		    what_does_not_fit_into_memory_is_refused_and_kept),
		cmocka_unit_test(room_for_several_is_had_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
