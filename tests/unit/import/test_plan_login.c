/* The login names of people whom an import adds (A10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "tests/support/books.h"

static struct plan_record
unreadable(const char *id, const char *email)
{
	return books_record(id, "محمد", "علي", email);
}

static void
A10_person_without_a_readable_name_is_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "Jane", "Doe", "jane@acme.example"),
		unreadable("2", ""),
		books_record("3", "さくら", "田中", "info@acme.example"),
	};
	struct plan *plan = books_plan(
	    company, false, records, BOOKS_COUNT(records));

	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_int_equal(plan_count(plan, PLAN_UNDECIDED), 2);
	plan_free(plan);
	books_import(company, false, records, BOOKS_COUNT(records));
	(void)company_user(company, "jdoe");
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM person WHERE last_name <> 'Doe'"
		" AND created_by LIKE 'sync:%'"),
	    0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM sync_run_line"
			     " WHERE action = 'undecided'"),
	    2);
	books_assert_line(
	    company, records[1], PLAN_UNDECIDED, REASON_LOGIN_NEEDED, "");
}

static void
A10_the_address_gives_the_login_name_where_the_name_cannot(void **state)
{
	books_assert_line(*state, unreadable("1", "mohammed.ali@acme.example"),
	    PLAN_ADD, REASON_NONE, "mohammedali");
}

static void
A10_an_administrator_gives_the_login_name(void **state)
{
	struct company *company = *state;
	struct plan_record record = unreadable("1", "");

	/* deciding that it is a new person does not give a name */
	books_decide(company, "1", SOURCE_ADD, NULL);
	books_assert_line(
	    company, record, PLAN_UNDECIDED, REASON_LOGIN_NEEDED, "");
	books_decide(company, "1", SOURCE_ADD, "mali");
	books_assert_line(company, record, PLAN_ADD, REASON_NONE, "mali");
	books_import(company, false, &record, 1);
	assert_string_equal(company_user(company, "mali").last_name, "علي");
}

static void
A10_a_given_login_name_goes_before_one_made_of_the_name(void **state)
{
	struct company *company = *state;
	struct plan_record record = books_record("1", "Jane", "Doe", "");

	books_decide(company, "1", SOURCE_ADD, "janey");
	books_assert_line(company, record, PLAN_ADD, REASON_NONE, "janey");
	books_decide(company, "1", SOURCE_ADD, NULL);
	books_assert_line(company, record, PLAN_ADD, REASON_NONE, "jdoe");
}

static int
give(struct company *company, const char *login, struct refusal *why)
{
	struct source source = books_source(company);
	struct change *change = company_root(company);
	int rc = source_decide(
	    change, source.id, "employee", "9", SOURCE_ADD, login, why);

	change_abort(change);
	return rc;
}

static void
A10_an_invalid_login_name_is_refused_when_it_is_given(void **state)
{
	struct company *company = *state;
	struct refusal why;

	assert_int_equal(give(company, "ada", &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_TAKEN);
	assert_int_equal(give(company, "123", &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_BAD_LOGIN);
	assert_int_equal(give(company, "sudo", &why), FIELD_EDENIED);
	assert_int_equal(give(company, "role-admin", &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_RESERVED_LOGIN);
}

static void
A10_a_given_login_name_that_was_taken_since_is_asked_for_again(void **state)
{
	struct company *company = *state;

	books_decide(company, "1", SOURCE_ADD, "mali");
	(void)company_add(company, "mali", NULL);
	books_assert_line(
	    company, unreadable("1", ""), PLAN_UNDECIDED, REASON_TAKEN, "");
}

/* Whichever comes first, and whether it was given or made. */
static void
A10_a_login_name_is_given_once_in_a_plan(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "Jane", "Doe", ""),
		unreadable("2", ""),
		books_record("3", "さくら", "田中", ""),
	};
	struct plan *plan;

	books_decide(company, "2", SOURCE_ADD, "jdoe");
	books_decide(company, "3", SOURCE_ADD, "jdoe");
	plan = books_plan(company, false, records, BOOKS_COUNT(records));
	assert_string_equal(books_line(plan, "2")->login, "jdoe");
	assert_int_equal(books_line(plan, "3")->why.reason, REASON_TAKEN);
	assert_string_equal(books_line(plan, "1")->login, "jdoe2");
	plan_free(plan);
	books_import(company, false, records, BOOKS_COUNT(records));
	assert_string_equal(company_user(company, "jdoe2").first_name, "Jane");
}

static void
A10_a_later_import_changes_no_login_name(void **state)
{
	struct company *company = *state;
	struct plan_record before = books_record(
	    "1", "Jane", "Doe", "jane@acme.example");
	struct plan_record after = books_record(
	    "1", "Jane", "علي", "jane@acme.example");

	books_import(company, false, &before, 1);
	books_import(company, false, &after, 1);
	assert_string_equal(company_user(company, "jdoe").last_name, "علي");
}

static void
A10_titles_and_suffixes_are_not_a_last_name(void **state)
{
	struct plan_record record = books_record("1", "", "", "");

	record.display_name = "Dr. Jane van der Berg Jr.";
	books_assert_line(*state, record, PLAN_ADD, REASON_NONE, "jvanderberg");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(A10_person_without_a_readable_name_is_left_undecided),
		TEST(
		    A10_the_address_gives_the_login_name_where_the_name_cannot),
		TEST(A10_an_administrator_gives_the_login_name),
		TEST(A10_a_given_login_name_goes_before_one_made_of_the_name),
		TEST(A10_an_invalid_login_name_is_refused_when_it_is_given),
		TEST(
		    A10_a_given_login_name_that_was_taken_since_is_asked_for_again),
		TEST(A10_a_login_name_is_given_once_in_a_plan),
		TEST(A10_a_later_import_changes_no_login_name),
		TEST(A10_titles_and_suffixes_are_not_a_last_name),
	};

	return cmocka_run_group_tests_name(
	    "plan: login names", tests, NULL, NULL);
}
