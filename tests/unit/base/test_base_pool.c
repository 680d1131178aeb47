/* Memory that is freed together, and look-up by text in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/map.h"
#include "base/pool.h"

static void
what_is_taken_is_zeroed_aligned_and_apart(void **state)
{
	struct pool pool = { 0 };
	unsigned char *before = NULL;

	(void)state;
	for (size_t size = 1; size < 3000; size += 7) {
		unsigned char *p = pool_alloc(&pool, size);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % sizeof(void *), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
		if (before != NULL)
			assert_int_equal(before[0], 0xff);
		before = p;
	}
	assert_false(pool.failed);
	pool_release(&pool);
	assert_int_equal(pool.total, 0);
}

static void
a_text_longer_than_a_chunk_is_kept_whole(void **state)
{
	struct pool pool = { 0 };
	size_t len = 1000000;
	char *text = malloc(len + 1);
	const char *kept;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', len);
	text[len] = '\0';
	kept = pool_text(&pool, text);
	assert_string_equal(pool_text(&pool, "after"), "after");
	assert_string_equal(kept, text);
	assert_string_equal(pool_text(&pool, NULL), "");
	free(text);
	pool_release(&pool);
}

static void
every_pair_of_texts_finds_its_own_value(void **state)
{
	struct pool pool = { 0 };
	struct map map = { 0 };
	char buf[24];

	(void)state;
	assert_null(map_get(&map, "a", "b"));
	for (uintptr_t i = 1; i <= 20000; i++) {
		void **at;

		(void)snprintf(buf, sizeof(buf), "%zu", (size_t)i);
		at = map_at(
		    &map, i % 2 == 0 ? "even" : "odd", pool_text(&pool, buf));
		assert_non_null(at);
		assert_null(*at);
		*at = (void *)i;
	}
	for (uintptr_t i = 1; i <= 20000; i++) {
		(void)snprintf(buf, sizeof(buf), "%zu", (size_t)i);
		assert_ptr_equal(
		    map_get(&map, i % 2 == 0 ? "even" : "odd", buf), i);
		assert_null(map_get(&map, i % 2 == 0 ? "odd" : "even", buf));
	}
	map_release(&map);
	pool_release(&pool);
}

static void
pairs_are_not_confused_with_their_concatenation(void **state)
{
	struct map map = { 0 };
	int one, two;

	(void)state;
	*map_at(&map, "ab", "c") = &one;
	*map_at(&map, "a", "bc") = &two;
	assert_ptr_equal(map_get(&map, "ab", "c"), &one);
	assert_ptr_equal(map_get(&map, "a", "bc"), &two);
	assert_null(map_get(&map, "abc", ""));
	map_release(&map);
}

static void
pairs_are_counted(void **state)
{
	struct counts counts = { 0 };

	(void)state;
	assert_int_equal(counts_of(&counts, "a", "b"), 0);
	assert_int_equal(counts_add(&counts, "a", "b"), 0);
	assert_int_equal(counts_add(&counts, "a", "b"), 0);
	assert_int_equal(counts_set(&counts, "ab", "", 7), 0);
	assert_int_equal(counts_of(&counts, "a", "b"), 2);
	assert_int_equal(counts_of(&counts, "ab", ""), 7);
	counts_release(&counts);
	assert_int_equal(counts_of(&counts, "a", "b"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_are_counted),
		cmocka_unit_test(what_is_taken_is_zeroed_aligned_and_apart),
		cmocka_unit_test(a_text_longer_than_a_chunk_is_kept_whole),
		cmocka_unit_test(every_pair_of_texts_finds_its_own_value),
		cmocka_unit_test(
		    pairs_are_not_confused_with_their_concatenation),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
