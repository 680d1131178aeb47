/* Requests about the log: control/data/audit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "tests/support/asking.h"

/* More rows than two pages hold. */
#define MANY 1200

static void
fill(struct company *company)
{
	company_sql(company,
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 1200) "
	    "INSERT INTO audit (seq, at, actor, action, module, subject, "
	    "org_id, terminal, service, outcome, reason, detail_hash, hash) "
	    "SELECT (SELECT max(seq) FROM audit) + i, at, actor, "
	    "'user.purge', module, subject, org_id, terminal, service, outcome, "
	    "reason, detail_hash, hash FROM n, audit WHERE seq = 1");
}

static json_int_t
seq_of(const json_t *rows, size_t index)
{
	return json_integer_value(
	    json_object_get(json_array_get(rows, index), "seq"));
}

static void
assert_descending(const json_t *rows)
{
	for (size_t i = 1; i < json_array_size(rows); i++)
		assert_int_equal(seq_of(rows, i), seq_of(rows, i - 1) - 1);
}

static void
X1_a_long_log_comes_in_pages_each_row_once(void **state)
{
	struct company *company = *state;
	struct asked asked;

	fill(company);
	asked = ask_as_root(company, "audit.list", NULL);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows),
	    company_count(company, "SELECT count(*) FROM audit"));
	assert_descending(asked.rows);
	asked_release(&asked);
}

static void
X1_a_limit_counts_over_all_pages(void **state)
{
	static const struct {
		const char *params;
		size_t count;
	} cases[] = {
		{ "{\"action\":\"user.purge\",\"limit\":1}", 1 },
		{ "{\"action\":\"user.purge\",\"limit\":500}", 500 },
		{ "{\"action\":\"user.purge\",\"limit\":501}", 501 },
		{ "{\"action\":\"user.purge\",\"limit\":1000}", 1000 },
		{ "{\"action\":\"user.purge\",\"limit\":5000}", MANY },
		{ "{\"action\":\"user.purge\",\"limit\":0}", MANY },
	};

	fill(*state);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asked asked = ask_as_root(
		    *state, "audit.list", cases[i].params);

		assert_int_equal(asked.answer.exit_code, EX_OK);
		assert_int_equal(json_array_size(asked.rows), cases[i].count);
		assert_descending(asked.rows);
		asked_release(&asked);
	}
}

/* Rows with ROWS_PARAMS. */
static size_t
rows_of(struct company *company, const char *params)
{
	struct asked asked = ask_as_root(company, "audit.list", params);
	const size_t count = json_array_size(asked.rows);

	asked_ends(asked, EX_OK);
	return count;
}

static void
X1_the_log_is_filtered_by_person_and_time(void **state)
{
	struct company *company = *state;

	company_add(company, "jane", NULL);
	asked_ends(
	    ask_as_root(company, "user.block", "{\"people\":[\"jane\"]}"),
	    EX_OK);
	assert_int_equal(
	    rows_of(company, "{\"person\":\"jane\",\"action\":\"user.block\"}"),
	    1);
	assert_int_equal(
	    rows_of(company, "{\"person\":\"ada\",\"action\":\"user.block\"}"),
	    0);
	assert_int_equal(
	    rows_of(company, "{\"person\":\"jane\",\"since\":\"2026-11-25\"}"),
	    0);
	assert_int_equal(rows_of(company, "{\"until\":\"2026-11-24\"}"), 0);
	asked_refused(
	    ask_as_root(company, "audit.list", "{\"person\":\"nobody\"}"),
	    "no_such_person");
}

static void
X1_a_row_that_was_changed_is_found(void **state)
{
	struct company *company = *state;

	asked_ends(ask_as_root(company, "audit.verify", NULL), EX_OK);
	fill(company);
	asked_refused(
	    ask_as_root(company, "audit.verify", NULL), "audit_changed");
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, asking_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(X1_a_long_log_comes_in_pages_each_row_once),
		CASE(X1_a_limit_counts_over_all_pages),
		CASE(X1_the_log_is_filtered_by_person_and_time),
		CASE(X1_a_row_that_was_changed_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
