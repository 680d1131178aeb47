/* Tables of more rows than libsmartcols is given at a time look like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "fieldctl/frame/table.h"

#define ROWS (2 * TABLE_BLOCK + 5)

static const struct table_column columns[] = {
	{ "LOGIN", false },
	{ "COUNT", true },
	{ "NAME", false },
};

/* What a table of COUNT rows prints; row WIDE has the widest cells.  The caller
 * frees it. */
static char *
print(size_t count, size_t wide)
{
	struct table *table = table_new(columns, 3);
	char *text = NULL, login[16], number[16];
	size_t len = 0;
	FILE *stream = open_memstream(&text, &len);

	assert_non_null(table);
	assert_non_null(stream);
	for (size_t i = 0; i < count; i++) {
		const char *cells[] = { login, number,
			i == wide ? "J\xc3\xb6rg" : "x" };

		(void)snprintf(login, sizeof(login), "%s%04zu",
		    i == wide ? "person" : "p", i);
		(void)snprintf(number, sizeof(number), "%s%zu",
		    i == wide ? "1000" : "", i % 10);
		assert_int_equal(table_add(table, cells), FIELD_OK);
	}
	assert_int_equal(table_print(table, stream), FIELD_OK);
	table_free(table);
	(void)fclose(stream);
	return text;
}

/* Each line of TEXT is as WIDE (10 and 5 columns before the name): its number
 * of lines. */
static size_t
expect_aligned(char *text)
{
	size_t lines = 0;
	char *rest = text, *line;

	for (line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		assert_true(strlen(line) > 17);
		assert_int_equal(strcspn(line, " ") <= 10, 1);
		assert_int_not_equal(line[15], ' ');
		assert_int_equal(line[16], ' ');
		assert_int_not_equal(line[17], ' ');
		if (lines > 0)
			assert_null(strstr(line, "LOGIN"));
		lines++;
	}
	return lines;
}

static void
the_columns_of_a_long_table_are_where_its_widest_cells_want_them(void **state)
{
	static const size_t wide[] = { 0, TABLE_BLOCK - 1, TABLE_BLOCK,
		ROWS - 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		char *text = print(ROWS, wide[i]);

		assert_int_equal(expect_aligned(text), ROWS + 1);
		free(text);
	}
}

static void
a_table_of_one_block_is_aligned_alike(void **state)
{
	char *text = print(TABLE_BLOCK, 3);

	(void)state;
	assert_int_equal(expect_aligned(text), TABLE_BLOCK + 1);
	free(text);
}

static void
every_row_of_a_long_table_is_there_in_its_order(void **state)
{
	char *text = print(ROWS, ROWS), expected[16], *at = text;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		(void)snprintf(expected, sizeof(expected), "\np%04zu ", i);
		at = strstr(at, expected);
		assert_non_null(at);
	}
	free(text);
}

static void
a_table_without_rows_prints_nothing(void **state)
{
	char *text = print(0, 0);

	(void)state;
	assert_string_equal(text, "");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_columns_of_a_long_table_are_where_its_widest_cells_want_them),
		cmocka_unit_test(a_table_of_one_block_is_aligned_alike),
		cmocka_unit_test(
		    every_row_of_a_long_table_is_there_in_its_order),
		cmocka_unit_test(a_table_without_rows_prints_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
