/* Exactly the plan that was shown, or nothing (A6); the run log (A5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/user.h"
#include "store/verb/user.h"
#include "tests/support/books.h"

static struct plan_record
jane(void)
{
	return books_record("1", "Jane", "Doe", "jane@acme.example");
}

static int64_t
generation(struct company *company)
{
	return company_count(company, "SELECT generation FROM meta");
}

static void
edit(struct company *company, const char *login, const char *title)
{
	struct user user = company_user(company, login);
	struct user_edit change_of_title = { .title = title };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_edit(change, user.id, &change_of_title, &why), 0);
	company_end(change);
}

static void
a_run_that_changes_nothing_writes_only_its_log(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	int64_t before, audit;
	struct plan *plan;
	struct refusal why;

	books_import(company, true, &record, 1);
	before = generation(company);
	audit = company_count(company, "SELECT count(*) FROM audit");
	company_sql(company,
	    "CREATE TRIGGER t BEFORE UPDATE ON source_link BEGIN SELECT "
	    "RAISE(ABORT, 'a link was written'); END; "
	    "CREATE TRIGGER u BEFORE UPDATE ON person BEGIN SELECT "
	    "RAISE(ABORT, 'a person was written'); END;");
	plan = books_plan(company, true, &record, 1);
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	assert_int_equal(generation(company), before);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), audit);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM sync_run WHERE outcome = "
			     "'unchanged' AND finished_at IS NOT NULL"),
	    1);
}

static void
a_whole_import_is_one_change_by_the_source(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("2", "Joe", "Poe", "joe@acme.example"),
		books_record("3", "Ann", "Roe", "ann@acme.example") };
	int64_t before = generation(company);

	books_import(company, true, records, 3);
	assert_int_equal(generation(company), before + 1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'user.add' AND actor = 'sync:books'"),
	    3);
}

static void
the_log_says_how_many_of_each(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct plan_record first[] = { jane(),
		books_record("2", "Joe", "Poe", "joe@acme.example") };
	struct plan_record second[] = { jane(),
		books_record("2", "Joe", "Poe", "joe@acme.example"),
		books_record("3", "Ada", "Admin", "ada@acme.example"),
		books_record("4", "", "", ""),
		books_record("5", "Ann", "Roe", "ann@acme.example") };
	struct sync_run *runs;
	size_t count;

	books_import(company, false, first, 2);
	second[0].title = "Lead";
	second[1].active = false;
	books_import(company, false, second, 5);
	assert_int_equal(
	    sync_run_list(company->store, source.id, 1, &runs, &count), 0);
	assert_int_equal(count, 1);
	assert_string_equal(runs[0].outcome, "applied");
	assert_string_equal(runs[0].source_name, "books");
	assert_int_equal(strlen(runs[0].plan_hash), 64);
	assert_int_equal(runs[0].seen, 5);
	assert_int_equal(runs[0].added, 1);
	assert_int_equal(runs[0].changed, 1);
	assert_int_equal(runs[0].linked, 1);
	assert_int_equal(runs[0].deactivated, 1);
	assert_int_equal(runs[0].refused, 1);
	assert_int_equal(runs[0].undecided, 0);
	free(runs);
}

static void
lines_of_old_runs_are_removed(void **state)
{
	struct company *company = *state;
	struct plan_record nobody = books_record("4", "", "", "");

	books_import(company, false, &nobody, 1);
	company->clock.fixed_s += 89 * 86400;
	books_import(company, false, &nobody, 1);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM sync_run_line"), 2);
	company->clock.fixed_s += 2 * 86400;
	books_import(company, false, &nobody, 1);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM sync_run_line"), 2);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM sync_run"), 3);
}

static void
the_cursor_moves_with_the_plan_and_not_before(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan_outcome outcome = { .cursor = "2026-11-24T22:00:00Z" };
	struct plan *plan = books_plan(company, true, &record, 1);
	struct change *change;
	struct refusal why;

	change = company_sync(company);
	assert_int_equal(plan_apply(plan, change, &outcome, &why), 0);
	change_abort(change);
	assert_string_equal(books_source(company).cursor, "");
	plan_free(plan);
	plan = books_plan(company, true, &record, 1);
	change = company_sync(company);
	assert_int_equal(plan_apply(plan, change, &outcome, &why), 0);
	company_end(change);
	plan_free(plan);
	assert_string_equal(
	    books_source(company).cursor, "2026-11-24T22:00:00Z");
	assert_int_equal(books_source(company).full_at, COMPANY_NOW);
	assert_int_equal(books_source(company).full_count, 1);
	assert_int_equal(books_source(company).data_at, COMPANY_NOW);
}

static void
a_concurrent_change_of_a_person_stops_the_plan(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan *plan;
	struct refusal why;

	books_import(company, false, &record, 1);
	record.title = "Technician";
	plan = books_plan(company, false, &record, 1);
	edit(company, "jdoe", "Chief");
	assert_int_equal(
	    books_apply(company, plan, NULL, &why), FIELD_ECONFLICT);
	plan_free(plan);
	assert_string_equal(company_user(company, "jdoe").title, "Chief");
}

static void
an_unrelated_change_does_not_stop_the_plan(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan *plan;
	struct refusal why;

	books_import(company, false, &record, 1);
	record.title = "Technician";
	plan = books_plan(company, false, &record, 1);
	edit(company, "ada", "Owner");
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	assert_string_equal(company_user(company, "jdoe").title, "Technician");
}

static void
an_address_assigned_meanwhile_stops_the_plan(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan *plan = books_plan(company, false, &record, 1);
	struct user_edit edit_email = { .email = "jane@acme.example" };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(
	    user_edit(change, company->ada.id, &edit_email, &why), 0);
	company_end(change);
	assert_int_equal(
	    books_apply(company, plan, NULL, &why), FIELD_ECONFLICT);
	plan_free(plan);
}

static void
a_login_name_taken_meanwhile_stops_the_plan(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("2", "Joe", "Poe", "joe@acme.example"), jane()
	};
	struct plan *plan = books_plan(company, false, records, 2);
	struct refusal why;

	(void)company_add(company, "jdoe", NULL);
	assert_true(books_apply(company, plan, NULL, &why) < 0);
	plan_free(plan);
	/* Nothing half done. */
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE login = "
			     "'jpoe'"),
	    0);
}

static void
another_run_in_between_stops_the_plan(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan *plan = books_plan(company, true, &record, 1);
	struct refusal why;

	books_import(company, true, &record, 1);
	assert_int_equal(
	    books_apply(company, plan, NULL, &why), FIELD_ECONFLICT);
	plan_free(plan);
}

/* The hash of the plan of one record. */
static void
hash_of(struct company *company, struct plan_record record, char *buf)
{
	struct plan *plan = books_plan(company, false, &record, 1);

	(void)str_copy(buf, 65, plan_hash(plan));
	plan_free(plan);
}

static void
the_hash_is_the_same_for_the_same_plan_and_no_other(void **state)
{
	struct company *company = *state;
	struct plan_record variants[] = { jane(), jane(), jane(), jane(),
		jane(), jane(), jane(), jane(), jane() };
	char base[65], other[65];
	struct source_rule_new rule = { .match_field = "any",
		.role = "dispatcher" };
	struct change *change;
	struct refusal why;

	hash_of(company, variants[0], base);
	hash_of(company, variants[0], other);
	assert_string_equal(base, other);
	variants[0].external_id = "2";
	variants[1].first_name = "Janet";
	variants[2].email = "jane2@acme.example";
	variants[3].phone = "1";
	variants[4].mobile = "1";
	variants[5].title = "1";
	variants[6].employee_number = "1";
	variants[7].kind_hint = "contractor";
	variants[8].ends_on = "2030-01-01";
	for (size_t i = 0; i < BOOKS_COUNT(variants); i++) {
		hash_of(company, variants[i], other);
		assert_string_not_equal(base, other);
	}
	change = company_root(company);
	assert_int_equal(
	    source_rule_add(change, books_source(company).id, &rule, &why), 0);
	company_end(change);
	hash_of(company, jane(), other);
	assert_string_not_equal(base, other);
	company_policy(company, "hold_imported", "no");
	hash_of(company, jane(), base);
	assert_string_not_equal(base, other);
}

/* A second source beside 'books'. */
static struct source
second_source(struct company *company)
{
	struct config *config = &company->config;
	struct change *change;
	struct source source;
	struct refusal why;

	config->sources = realloc(
	    config->sources, 2 * sizeof(*config->sources));
	assert_non_null(config->sources);
	config->sources[1] = config->sources[0];
	(void)str_copy(
	    config->sources[1].name, sizeof(config->sources[1].name), "ledger");
	config->sources[1].type = CONFIG_XERO;
	config->source_count = 2;
	change = company_root(company);
	assert_int_equal(source_ensure(change, "ledger", &source, &why), 0);
	company_end(change);
	return source;
}

static struct plan *
plan_second(struct company *company, const struct source *source,
    const struct plan_record *record)
{
	struct plan *plan;

	assert_int_equal(plan_new(company->store, source->id, false, &plan), 0);
	assert_int_equal(plan_add_record(plan, record), 0);
	assert_int_equal(plan_make(plan), 0);
	return plan;
}

static void
two_platforms_share_a_person_and_the_older_link_has_precedence(void **state)
{
	struct company *company = *state;
	struct source ledger = second_source(company);
	struct plan_record record = jane();
	struct plan_outcome outcome = { 0 };
	struct change *change;
	struct plan *plan;
	struct refusal why;

	record.title = "Technician";
	books_import(company, true, &record, 1);
	company->clock.fixed_s += 60;
	record.entity = "user";
	record.external_id = "u-1";
	record.title = "Engineer";
	plan = plan_second(company, &ledger, &record);
	assert_int_equal(plan_count(plan, PLAN_LINK), 1);
	change = company_sync(company);
	assert_int_equal(plan_apply(plan, change, &outcome, &why), 0);
	company_end(change);
	plan_free(plan);
	assert_string_equal(company_user(company, "jdoe").title, "Technician");
	/* Leaving one of the two is not leaving the company. */
	record.active = false;
	plan = plan_second(company, &ledger, &record);
	assert_int_equal(plan_count(plan, PLAN_DEACTIVATE), 0);
	plan_free(plan);
}

static void
a_preview_leaves_no_trace(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	int64_t before = generation(company);
	struct plan *plan = books_plan(company, true, &record, 1);

	plan_free(plan);
	assert_int_equal(generation(company), before);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person"), 1);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM source_link"), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_that_changes_nothing_writes_only_its_log),
		TEST(a_whole_import_is_one_change_by_the_source),
		TEST(the_log_says_how_many_of_each),
		TEST(lines_of_old_runs_are_removed),
		TEST(the_cursor_moves_with_the_plan_and_not_before),
		TEST(a_concurrent_change_of_a_person_stops_the_plan),
		TEST(an_unrelated_change_does_not_stop_the_plan),
		TEST(an_address_assigned_meanwhile_stops_the_plan),
		TEST(a_login_name_taken_meanwhile_stops_the_plan),
		TEST(another_run_in_between_stops_the_plan),
		TEST(the_hash_is_the_same_for_the_same_plan_and_no_other),
		TEST(
		    two_platforms_share_a_person_and_the_older_link_has_precedence),
		TEST(a_preview_leaves_no_trace),
	};

	return cmocka_run_group_tests_name("plan: applying", tests, NULL, NULL);
}
