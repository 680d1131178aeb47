/* The table of statements, on a fresh database. */
#include <ctype.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/db/db.h"
#include "tests/support/company.h"

/* The parameters of TEXT outside quotes: the highest ?N, or the number of plain
 * ones. */
static int
parameters_in(const char *text)
{
	int plain = 0, highest = 0;
	bool quoted = false;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\'')
			quoted = !quoted;
		if (quoted || *p != '?')
			continue;
		if (isdigit((unsigned char)p[1])) {
			int n = atoi(p + 1);

			highest = n > highest ? n : highest;
		} else {
			plain++;
		}
	}
	/* mixing the two kinds is a mistake that this makes visible */
	return plain > 0 && highest > 0 ? -1000 : plain + highest;
}

static void
every_statement_prepares_with_the_parameters_it_shows(void **state)
{
	struct company *company = *state;
	sqlite3_stmt *stmt;
	sqlite3 *sqlite;

	assert_int_equal(
	    sqlite3_open(company->paths.db_file, &sqlite), SQLITE_OK);
	for (int id = 0; id < SQL_COUNT; id++) {
		if (sqlite3_prepare_v2(
			sqlite, sql_texts[id], -1, &stmt, NULL) != SQLITE_OK)
			fail_msg(
			    "%s: %s", sqlite3_errmsg(sqlite), sql_texts[id]);
		if (sqlite3_bind_parameter_count(stmt) !=
		    parameters_in(sql_texts[id]))
			fail_msg("%d parameters: %s",
			    sqlite3_bind_parameter_count(stmt), sql_texts[id]);
		(void)sqlite3_finalize(stmt);
	}
	assert_int_equal(sqlite3_close(sqlite), SQLITE_OK);
}

/* TEXT without insignificant parts: numbers of parameters that are in order,
 * and blanks beside signs. */
static void
bare(const char *text, char *buf, size_t size)
{
	size_t len = 0;

	for (const char *p = text; *p != '\0' && len + 1 < size; p++) {
		bool is_number = isdigit((unsigned char)*p) && len > 0 &&
		    buf[len - 1] == '?';

		if (!is_number && !isspace((unsigned char)*p))
			buf[len++] = *p;
	}
	buf[len] = '\0';
}

/* Whether parameters are numbered or plain: without their numbers, equal texts
 * have the same meaning. */
static bool
is_in_order(const char *text)
{
	int next = 1;

	for (const char *p = strchr(text, '?'); p != NULL;
	     p = strchr(p + 1, '?')) {
		if (isdigit((unsigned char)p[1]) && atoi(p + 1) != next)
			return false;
		next++;
	}
	return true;
}

static void
no_two_statements_are_the_same(void **state)
{
	static char bares[SQL_COUNT][4096];

	(void)state;
	for (int id = 0; id < SQL_COUNT; id++) {
		if (is_in_order(sql_texts[id]))
			bare(sql_texts[id], bares[id], sizeof(bares[id]));
		else
			(void)snprintf(
			    bares[id], sizeof(bares[id]), "%s", sql_texts[id]);
		for (int other = 0; other < id; other++)
			if (strcmp(bares[id], bares[other]) == 0)
				fail_msg("twice: %s", sql_texts[id]);
	}
}

/* 'SELECT ... ?1' without ?2 and so on: a gap is a bind that does nothing. */
static void
numbered_parameters_have_no_gaps(void **state)
{
	(void)state;
	for (int id = 0; id < SQL_COUNT; id++) {
		int highest = parameters_in(sql_texts[id]);

		if (strstr(sql_texts[id], "?1") == NULL)
			continue;
		for (int n = 1; n <= highest; n++) {
			char mark[16];

			(void)snprintf(mark, sizeof(mark), "?%d", n);
			if (strstr(sql_texts[id], mark) == NULL)
				fail_msg("no %s in: %s", mark, sql_texts[id]);
		}
	}
}

/* Steps of the query plan that read a whole table. */
static int
scans_in(struct company *company, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	char explain[4096];
	int scans = 0;

	(void)snprintf(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", sql);
	assert_int_equal(sqlite3_open(company->paths.db_file, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		if (strncmp((const char *)sqlite3_column_text(stmt, 3), "SCAN",
			4) == 0)
			scans++;
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return scans;
}

/* Rows that are read often must be found by an index. */
static void
a_sign_in_scans_no_table_of_people(void **state)
{
	static const enum sql_id hot[] = { SQL_USER_BY_ID, SQL_USER_BY_LOGIN,
		SQL_USER_BY_UID, SQL_USER_BY_EMAIL };
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(hot) / sizeof(hot[0]); i++)
		assert_int_equal(scans_in(company, sql_texts[hot[i]]), 0);
	/* and the measure itself works */
	assert_int_not_equal(
	    scans_in(company, sql_texts[SQL_COMPILE_ROLE_PERMISSIONS]), 0);
}

/* --- columns ------------------------------------------------------------------ */

/* Every shape as its columns are written, "ROLE_ID, ROLE_NAME". */
#define SQL(name, text)
#define ROWS(name, shape, text)
#define ROW(shape, ...) static const char shape_##shape[] = #__VA_ARGS__;
#include "store/db/sql_all.def"
#undef SQL
#undef ROWS
#undef ROW

static const struct statement {
	const char *name, *shape, *columns; /* of one without rows: NULL */
} statements[SQL_COUNT] = {
#define SQL(name, text)         [SQL_##name] = { #name, NULL, NULL },
#define ROWS(name, shape, text) [SQL_##name] = { #name, #shape, shape_##shape },
#define ROW(shape, ...)
#include "store/db/sql_all.def"
#undef SQL
#undef ROWS
#undef ROW
};

/* How SHAPE's column is written that SQLite calls COLUMN. */
static void
enumerator(const char *shape, const char *column, char *buf, size_t size)
{
	(void)snprintf(buf, size, "%s_%s", shape, column);
	for (char *p = buf; *p != '\0'; p++)
		*p = (char)toupper((unsigned char)*p);
}

static void
expect_columns(const struct statement *statement, sqlite3_stmt *stmt)
{
	char written[128], expected[2048] = "";
	int count = sqlite3_column_count(stmt);

	if (statement->shape == NULL) {
		if (count != 0)
			fail_msg("%s has rows of no shape", statement->name);
		return;
	}
	if (strcmp(statement->shape, "ONLY") == 0) {
		if (count != 1)
			fail_msg("%s has %d columns", statement->name, count);
		return;
	}
	for (int i = 0; i < count; i++) {
		enumerator(statement->shape, sqlite3_column_name(stmt, i),
		    written, sizeof(written));
		if (i > 0)
			strcat(expected, ", ");
		strcat(expected, written);
	}
	if (strcmp(expected, statement->columns) != 0)
		fail_msg("%s: %s, but SQLite has %s", statement->name,
		    statement->columns, expected);
}

static void
the_columns_of_every_statement_are_those_that_the_code_reads(void **state)
{
	struct company *company = *state;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(company->paths.db_file, &db), SQLITE_OK);
	for (int id = 0; id < SQL_COUNT; id++) {
		sqlite3_stmt *stmt = NULL;

		if (sqlite3_prepare_v2(db, sql_texts[id], -1, &stmt, NULL) !=
		    SQLITE_OK)
			fail_msg(
			    "%s: %s", statements[id].name, sqlite3_errmsg(db));
		expect_columns(&statements[id], stmt);
		sqlite3_finalize(stmt);
	}
	sqlite3_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_statement_prepares_with_the_parameters_it_shows),
		cmocka_unit_test(no_two_statements_are_the_same),
		cmocka_unit_test(numbered_parameters_have_no_gaps),
		cmocka_unit_test(a_sign_in_scans_no_table_of_people),
		cmocka_unit_test(
		    the_columns_of_every_statement_are_those_that_the_code_reads),
	};

	return cmocka_run_group_tests_name(
	    "store_sql", tests, company_open_empty, company_close);
}
