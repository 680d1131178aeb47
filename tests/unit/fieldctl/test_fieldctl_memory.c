/* When out of memory, a list reports it and leaks nothing: each allocation of
 * jansson fails once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "fieldctl/frame/listing.h"

static int allocations, fail_at, live;

static void *
counted_malloc(size_t size)
{
	void *memory;

	if (++allocations == fail_at)
		return NULL;
	memory = malloc(size);
	live += memory != NULL;
	return memory;
}

static void
counted_free(void *memory)
{
	live -= memory != NULL;
	free(memory);
}

static const struct listing_column columns[] = {
	{ "login", "LOGIN", 0 },
	{ "roles", "ROLES", 0 },
	{ "count", "COUNT", COLUMN_NUMBER },
	{ "since", NULL, 0 },
	{ NULL, NULL, 0 },
};

static json_t *
make_row(void)
{
	const struct value_member members[] = {
		{ "login", value_text("jane") },
		{ "roles", json_pack("[s, s]", "dispatcher", "lead") },
		{ "count", json_integer(3) },
		{ "since", value_time(1795557600) },
		{ NULL, NULL },
	};

	return value_object(members);
}

static int
list_three(struct ctl *ctl)
{
	struct listing *listing = listing_open(ctl, columns);

	for (int i = 0; i < 3; i++)
		listing_add(listing, make_row());
	return listing_close(listing);
}

static int
show_one(struct ctl *ctl)
{
	return listing_show(ctl, columns, make_row());
}

static int
say_result(struct ctl *ctl)
{
	return listing_result(ctl,
	    json_pack("{s:s, s:o, s:o, s:b}", "action", "user.block", "login",
		value_text("j\xffne"), "row", make_row(), "dry_run", 1));
}

/* RUN with each allocation failing once, until none is left to fail. */
static void
sweep(int (*run)(struct ctl *ctl), enum ctl_format format)
{
	char *text = NULL;
	size_t len = 0;
	FILE *stream = open_memstream(&text, &len);
	struct ctl ctl = { .out = stream, .err = stream, .format = format };
	int failures = 0, status;

	assert_non_null(stream);
	for (fail_at = 1;; fail_at++) {
		allocations = 0;
		status = run(&ctl);
		if (live != 0)
			fail_msg("allocation %d of %d fails: %d are left",
			    fail_at, allocations, live);
		if (allocations < fail_at)
			break;
		failures += status != EX_OK;
	}
	assert_int_equal(status, EX_OK);
	assert_true(failures > 0);
	fail_at = 0;
	(void)fclose(stream);
	free(text);
}

static void
no_memory_for_a_list_leaves_none_behind(void **state)
{
	(void)state;
	sweep(list_three, CTL_TABLE);
	sweep(list_three, CTL_CSV);
	sweep(list_three, CTL_JSON);
}

static void
no_memory_for_one_thing_leaves_none_behind(void **state)
{
	(void)state;
	sweep(show_one, CTL_TABLE);
	sweep(show_one, CTL_JSON);
}

static void
no_memory_for_a_result_leaves_none_behind(void **state)
{
	(void)state;
	sweep(say_result, CTL_JSON);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_memory_for_a_list_leaves_none_behind),
		cmocka_unit_test(no_memory_for_one_thing_leaves_none_behind),
		cmocka_unit_test(no_memory_for_a_result_leaves_none_behind),
	};

	json_set_alloc_funcs(counted_malloc, counted_free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
