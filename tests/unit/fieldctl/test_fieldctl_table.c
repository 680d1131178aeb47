/* Tables fit the terminal: which columns are narrowed, and which are hidden. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "fieldctl/frame/cell.h"
#include "fieldctl/frame/table.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* --- the width of a text ------------------------------------------------ */

static void
width_is_counted_in_columns_of_a_terminal(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} cases[] = {
		{ "", 0 }, { "Jane", 4 }, { "J\xc3\xb6rg", 4 }, /* Jörg */
		{ "Jo\xcc\x88rg", 4 },                          /* o, U+0308 */
		{ "\xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89", 6 },  /* さくら */
		{ "\xed\x95\x9c\xea\xb5\xad", 4 },              /* 한국 */
		{ "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", 4 },      /* محمد */
		{ "a\xe2\x80\x8d"
		  "b",
		    2 },               /* zero width joiner */
		{ "\xef\xbc\xa1", 2 }, /* full-width A */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(cell_width(cases[i].text), cases[i].width);
}

/* The part of TEXT shown in WIDTH columns. */
static const char *
cut(const char *text, size_t width, char buf[64])
{
	size_t used, len = cell_cut(text, width, &used);

	(void)snprintf(buf, 64, "%.*s%s|%zu", (int)len, text,
	    text[len] != '\0' ? ELLIPSIS : "", used);
	return buf;
}

static void
a_text_is_cut_between_graphemes(void **state)
{
	char buf[64];

	(void)state;
	assert_string_equal(cut("Jane", 4, buf), "Jane|4");
	assert_string_equal(cut("Janet", 4, buf), "Jan" ELLIPSIS "|3");
	assert_string_equal(cut("Janet", 1, buf), ELLIPSIS "|0");
	/* a combining mark stays with its letter, or is cut with it */
	assert_string_equal(
	    cut("Jo\xcc\x88rgen", 3, buf), "Jo\xcc\x88" ELLIPSIS "|2");
	assert_string_equal(cut("Jo\xcc\x88rgen", 2, buf), "J" ELLIPSIS "|1");
	/* a wide character is not split */
	assert_string_equal(cut("\xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89", 4, buf),
	    "\xe3\x81\x95" ELLIPSIS "|2");
	assert_string_equal(cut("\xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89", 5, buf),
	    "\xe3\x81\x95\xe3\x81\x8f" ELLIPSIS "|4");
	/* two regional indicators are one flag */
	assert_string_equal(
	    cut("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa x", 2, buf), ELLIPSIS "|0");
}

/* --- tables ------------------------------------------------------------- */

static const struct table_column columns[] = {
	{ .header = "LOGIN" },
	{ .header = "NAME" },
	{ .header = "COUNT", .right = true, .whole = true },
	{ .header = "PLACE" },
	{ .header = "DETAILS", .last_to_hide = true },
};

#define COLUMN_COUNT (sizeof(columns) / sizeof(columns[0]))

static const char *const people[][COLUMN_COUNT] = {
	{ "jane", "Jane Worker of the north", "7", "depot", "-" },
	{ "stianzhong", "\xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89", "12345", "-",
	    "email: jane@acme.example" },
};

/* The printed table; the caller frees it. */
static char *
print(struct table_fit fit, size_t *ret_hidden)
{
	struct table *table = table_new(columns, COLUMN_COUNT);
	char *text = NULL;
	size_t len = 0;
	FILE *stream = open_memstream(&text, &len);

	assert_non_null(table);
	assert_non_null(stream);
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
		assert_int_equal(table_add(table, people[i]), FIELD_OK);
	table_print(table, &fit, stream, ret_hidden);
	table_free(table);
	(void)fclose(stream);
	return text;
}

static void
expect(struct table_fit fit, size_t hidden, const char *expected)
{
	size_t is_hidden;
	char *text = print(fit, &is_hidden);

	assert_string_equal(text, expected);
	assert_int_equal(is_hidden, hidden);
	free(text);
}

static void
nothing_is_cut_where_there_is_no_terminal(void **state)
{
	(void)state;
	expect((struct table_fit){ 0 }, 0,
	    "LOGIN       NAME                      COUNT  PLACE  DETAILS\n"
	    "jane        Jane Worker of the north      7  depot  -\n"
	    "stianzhong  \xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89                "
	    "    12345  -      email: jane@acme.example\n");
}

static void
the_widest_columns_are_made_narrower_first(void **state)
{
	(void)state;
	expect((struct table_fit){ .width = 60 }, 0,
	    "LOGIN       NAME              COUNT  PLACE  DETAILS\n"
	    "jane        Jane Worker of " ELLIPSIS "      7  depot  -\n"
	    "stianzhong  \xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89            "
	    "12345  -      email: jane@acm" ELLIPSIS "\n");
}

static void
what_does_not_fit_is_hidden_from_the_right_and_counted(void **state)
{
	(void)state;
	expect((struct table_fit){ .width = 40 }, 1,
	    "LOGIN       NAME        COUNT  DETAILS\n"
	    "jane        Jane Work" ELLIPSIS "      7  -\n"
	    "stianzhong  \xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89      12345  "
	    "email: j" ELLIPSIS "\n");
	expect(
	    (struct table_fit){ .width = 12 }, 4, "LOGIN\njane\nstianzhong\n");
	expect((struct table_fit){ .width = 8 }, 4,
	    "LOGIN\njane\nstianzh" ELLIPSIS "\n");
}

static void
columns_that_were_asked_for_are_not_hidden(void **state)
{
	size_t hidden;
	char *text = print(
	    (struct table_fit){ .width = 20, .shows_all = true }, &hidden);

	(void)state;
	assert_int_equal(hidden, 0);
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		assert_non_null(strstr(text, columns[i].header));
	free(text);
}

static void
columns_without_a_value_are_left_out_before_anything_is_cut(void **state)
{
	static const char *const cells[] = { "jane", "Jane Worker", "-", "-",
		"role: dispatcher" };
	static const struct {
		size_t width;
		const char *expected;
	} cases[] = {
		{ 60,
		    "LOGIN  NAME         COUNT  PLACE  DETAILS\n"
		    "jane   Jane Worker      -  -      role: dispatcher\n" },
		{ 45,
		    "LOGIN  NAME         COUNT  DETAILS\n"
		    "jane   Jane Worker      -  role: dispatcher\n" },
		{ 36,
		    "LOGIN  NAME         DETAILS\n"
		    "jane   Jane Worker  role: dispatcher\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct table *table = table_new(columns, COLUMN_COUNT);
		char *text = NULL;
		size_t len = 0, hidden;
		FILE *stream = open_memstream(&text, &len);

		assert_int_equal(table_add(table, cells), FIELD_OK);
		table_print(table,
		    &(struct table_fit){ .width = cases[i].width }, stream,
		    &hidden);
		(void)fclose(stream);
		assert_string_equal(text, cases[i].expected);
		assert_int_equal(hidden, 0);
		table_free(table);
		free(text);
	}
}

static void
no_line_is_wider_than_the_terminal(void **state)
{
	(void)state;
	for (size_t width = 8; width < 90; width++) {
		size_t hidden;
		char *text = print(
			 (struct table_fit){ .width = width }, &hidden),
		     *rest = text;

		for (char *line = strsep(&rest, "\n"); line != NULL;
		     line = strsep(&rest, "\n"))
			assert_true(cell_width(line) <= width);
		free(text);
	}
}

/* --- long tables -------------------------------------------------------- */

#define ROWS 5000

static void
every_row_of_a_long_table_is_aligned_and_in_its_order(void **state)
{
	struct table *table = table_new(columns, COLUMN_COUNT);
	char *text = NULL, expected[40], *at;
	size_t len = 0, hidden;
	FILE *stream = open_memstream(&text, &len);

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		char login[16];
		const char *cells[] = { login, i == ROWS - 1 ? "Long" : "x",
			"1", "y", "z" };

		(void)snprintf(login, sizeof(login), "p%04zu", i);
		assert_int_equal(table_add(table, cells), FIELD_OK);
	}
	table_print(table, &(struct table_fit){ 0 }, stream, &hidden);
	(void)fclose(stream);
	at = text;
	for (size_t i = 0; i < ROWS - 1; i++) {
		(void)snprintf(expected, sizeof(expected),
		    "\np%04zu  x         1  y      z\n", i);
		at = strstr(at, expected);
		assert_non_null(at);
	}
	table_free(table);
	free(text);
}

static void
a_table_without_rows_prints_nothing(void **state)
{
	struct table *table = table_new(columns, COLUMN_COUNT);
	char *text = NULL;
	size_t len = 0, hidden;
	FILE *stream = open_memstream(&text, &len);

	(void)state;
	table_print(table, &(struct table_fit){ 0 }, stream, &hidden);
	(void)fclose(stream);
	assert_string_equal(text, "");
	table_free(table);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(width_is_counted_in_columns_of_a_terminal),
		cmocka_unit_test(a_text_is_cut_between_graphemes),
		cmocka_unit_test(nothing_is_cut_where_there_is_no_terminal),
		cmocka_unit_test(the_widest_columns_are_made_narrower_first),
		cmocka_unit_test(
		    what_does_not_fit_is_hidden_from_the_right_and_counted),
		cmocka_unit_test(columns_that_were_asked_for_are_not_hidden),
		cmocka_unit_test(
		    columns_without_a_value_are_left_out_before_anything_is_cut),
		cmocka_unit_test(no_line_is_wider_than_the_terminal),
		cmocka_unit_test(
		    every_row_of_a_long_table_is_aligned_and_in_its_order),
		cmocka_unit_test(a_table_without_rows_prints_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
