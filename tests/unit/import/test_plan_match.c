/* The person of a record (A4): by link, address, number, or a decision. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/core/user.h"
#include "tests/support/books.h"

static void
import_jane(struct company *company)
{
	struct plan_record jane = books_record(
	    "1", "Jane", "Doe", "jane@acme.example");

	books_import(company, false, &jane, 1);
}

static void
a_new_record_adds_a_person_and_a_second_run_changes_nothing(void **state)
{
	struct company *company = *state;
	struct plan_record jane = books_record(
	    "1", "Jane", "Doe", "jane@acme.example");
	struct plan *plan;

	books_assert_line(company, jane, PLAN_ADD, REASON_NONE, "jdoe");
	import_jane(company);
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane@acme.example");
	plan = books_plan(company, false, &jane, 1);
	assert_int_equal(plan_line_count(plan), 0);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
}

static void
the_stored_link_comes_before_everything_else(void **state)
{
	struct company *company = *state;
	struct plan_record renamed = books_record(
	    "1", "Jane", "Miller", "ada@acme.example");

	import_jane(company);
	/* Ada's own address: still Jane's record. */
	books_assert_line(company, renamed, PLAN_CHANGE, REASON_NONE, "jdoe");
	books_import(company, false, &renamed, 1);
	assert_string_equal(company_user(company, "jdoe").last_name, "Miller");
}

/* pitfall: e-mail compared with case makes duplicates */
static void
an_address_matches_whatever_its_case(void **state)
{
	struct company *company = *state;

	books_assert_line(company,
	    books_record("9", "Ada", "Admin", "  ADA@Acme.Example "), PLAN_LINK,
	    REASON_NONE, "ada");
}

static void
an_address_that_differs_only_by_case_changes_nothing(void **state)
{
	struct company *company = *state;
	struct plan_record jane = books_record(
	    "1", "Jane", "Doe", "JANE@ACME.example");
	struct plan *plan;

	import_jane(company);
	plan = books_plan(company, false, &jane, 1);
	assert_int_equal(plan_line_count(plan), 0);
	plan_free(plan);
}

static const struct plan_record *
family(void)
{
	static struct plan_record records[2];

	records[0] = books_record("1", "Ann", "Roe", "roe@home.example");
	records[1] = books_record("2", "Ben", "Roe", "Roe@home.example");
	return records;
}

/* The line of ID is undecided, and names the record OTHER. */
static void
assert_asks_about(const struct plan *plan, const char *id, const char *other)
{
	const struct plan_line *line = books_line(plan, id);
	char sentence[400];

	assert_non_null(line);
	assert_string_equal(plan_action_name(line->action), "undecided");
	assert_int_equal(line->candidate_count, 1);
	(void)refusal_sentence(&line->why, sentence, sizeof(sentence));
	if (strstr(sentence, other) == NULL)
		fail_msg("'%s' does not name '%s'", sentence, other);
}

/* pitfall: several people with one e-mail are merged, or fail the run */
static void
C10_new_people_with_one_address_are_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan *plan = books_plan(company, false, family(), 2);
	struct refusal why;

	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_asks_about(plan, "2", "aroe (employee 1)");
	assert_string_equal(books_line(plan, "2")->candidates[0], "aroe");
	/* and so they are in two runs */
	assert_int_equal(books_apply(company, plan, plan_hash(plan), &why), 0);
	plan_free(plan);
	plan = books_plan(company, false, family(), 2);
	assert_true(plan_is_empty(plan));
	assert_asks_about(plan, "2", "aroe");
	plan_free(plan);
}

static void
a_family_with_one_address_becomes_several_people_by_decision(void **state)
{
	struct company *company = *state;
	struct plan *plan;

	/* before the first import, or after it */
	books_import_family(company, family(), 2);
	assert_string_equal(
	    company_user(company, "aroe").email, "roe@home.example");
	assert_string_equal(
	    company_user(company, "broe").email, "Roe@home.example");
	plan = books_plan(company, false, family(), 2);
	assert_int_equal(plan_line_count(plan), 0);
	plan_free(plan);
}

static void
a_family_with_one_address_becomes_one_person_by_decision(void **state)
{
	struct company *company = *state;

	books_import(company, false, family(), 2);
	books_decide(
	    company, "2", SOURCE_LINK, company_user(company, "aroe").id);
	books_import(company, false, family(), 2);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person"), 2);
	assert_int_equal(company_count(company,
			     "SELECT count(DISTINCT person_id) FROM "
			     "source_link WHERE active"),
	    1);
}

/* Whichever is decided to be new, the others stay undecided, in any order. */
static void
C10_order_of_the_records_makes_no_difference(void **state)
{
	struct company *company = *state;
	struct plan *plan;

	books_decide(company, "2", SOURCE_ADD, NULL);
	plan = books_plan(company, false, family(), 2);
	assert_string_equal(
	    plan_action_name(books_line(plan, "2")->action), "add");
	assert_asks_about(plan, "1", "broe (employee 2)");
	plan_free(plan);
}

/* A user on the payroll is one person; not when the payroll has two such. */
static void
C10_second_of_two_kinds_is_not_chosen_among_several(void **state)
{
	struct company *company = *state;
	struct plan_record three[] = {
		books_record("1", "Ann", "Roe", "roe@home.example"),
		books_record("2", "Ann", "Roe", "roe@home.example"),
		books_record("3", "Ben", "Roe", "roe@home.example"),
	};
	struct plan *plan;

	three[0].entity = "vendor";
	plan = books_plan(company, false, three, 3);
	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_asks_about(plan, "2", "vendor 1");
	assert_asks_about(plan, "3", "vendor 1");
	plan_free(plan);
}

/* Accounting gives Jane the address with which a new record comes. */
static void
C10_new_record_with_the_new_address_of_another_is_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record two[] = {
		books_record("2", "John", "New", "second@acme.example"),
		books_record("1", "Jane", "Doe", "second@acme.example"),
	};
	struct plan *plan;

	import_jane(company);
	plan = books_plan(company, false, two, 2);
	assert_int_equal(plan_count(plan, PLAN_ADD), 0);
	assert_asks_about(plan, "2", "jdoe (employee 1)");
	plan_free(plan);
	/* nor is her own record moved to another person */
	two[0].first_name = "Jane";
	two[0].last_name = "Doe";
	two[0].entity = "vendor";
	plan = books_plan(company, false, two, 2);
	assert_asks_about(plan, "2", "jdoe (employee 1)");
	plan_free(plan);
}

/* "Zoe" in two normal forms and cases is one name, in one run and in two. */
static void
C10_names_that_differ_in_normal_form_and_case_are_one(void **state)
{
	struct company *company = *state;
	struct plan_record two[] = {
		books_record(
		    "1", "Zo\xc3\xab", "\xc3\x89mile", "zoe@acme.example"),
		books_record(
		    "7", "ZOE\xcc\x88", "e\xcc\x81mile", "ZOE@acme.example"),
		books_record("8", "Zoe", "\xc3\x89mile", "zoe@acme.example"),
	};
	struct plan *plan;
	struct refusal why;

	two[1].entity = "vendor";
	plan = books_plan(company, false, two, 2);
	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_int_equal(plan_count(plan, PLAN_LINK), 1);
	plan_free(plan);
	plan = books_plan(company, false, two, 1);
	assert_int_equal(books_apply(company, plan, plan_hash(plan), &why), 0);
	plan_free(plan);
	plan = books_plan(company, false, &two[1], 1);
	assert_string_equal(
	    plan_action_name(books_line(plan, "7")->action), "link");
	plan_free(plan);
	/* a mark that is left out is another name */
	plan = books_plan(company, false, &two[2], 1);
	assert_string_equal(
	    plan_action_name(books_line(plan, "8")->action), "undecided");
	plan_free(plan);
}

static void
two_records_with_the_address_of_one_person_are_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record two[] = {
		books_record("1", "Ada", "Admin", "ada@acme.example"),
		books_record("2", "Adam", "Admin", "ada@acme.example"),
	};
	struct plan *plan = books_plan(company, false, two, 2);

	assert_int_equal(plan_count(plan, PLAN_UNDECIDED), 2);
	assert_int_equal(books_line(plan, "1")->candidate_count, 1);
	assert_string_equal(books_line(plan, "1")->candidates[0], "ada");
	assert_true(plan_is_empty(plan));
	plan_free(plan);
}

static void
an_address_that_several_people_have_is_left_undecided(void **state)
{
	struct company *company = *state;

	books_import_family(company, family(), 2);
	books_assert_line(company,
	    books_record("3", "Ann", "Roe", "roe@home.example"), PLAN_UNDECIDED,
	    REASON_IMPORT_SEVERAL, "");
}

static void
the_number_of_named_candidates_is_limited(void **state)
{
	struct company *company = *state;
	static char ids[50][4];
	struct plan_record records[50];
	struct plan *plan;

	for (size_t i = 0; i < 50; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%zu", i);
		records[i] = books_record(
		    ids[i], "Jane", ids[i], "office@acme.example");
	}
	books_import_family(company, records, 49);
	plan = books_plan(company, false, &records[49], 1);
	assert_int_equal(books_line(plan, "49")->action, PLAN_UNDECIDED);
	assert_int_equal(books_line(plan, "49")->candidate_count, 20);
	plan_free(plan);
}

/* The whole file has the address of the office: the plan names one person for
 * each, and one decision is enough. */
static void
C10_one_address_for_all_is_decided_in_one_step(void **state)
{
	enum { MANY = 500 };
	static char ids[MANY][24], names[MANY][24];
	struct company *company = *state;
	struct source source = books_source(company);
	struct plan_record records[MANY];
	struct change *change;
	struct plan *plan;
	struct refusal why;
	size_t count = 0;

	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%zu", i);
		(void)snprintf(names[i], sizeof(names[i]), "Ann%zu", i);
		records[i] = books_record(
		    ids[i], names[i], "Roe", "office@home.example");
	}
	plan = books_plan(company, false, records, MANY);
	assert_int_equal(plan_line_count(plan), MANY);
	assert_int_equal(plan_count(plan, PLAN_UNDECIDED), MANY - 1);
	for (size_t i = 1; i < MANY; i++)
		assert_asks_about(plan, ids[i], "(employee 0)");
	assert_int_equal(books_apply(company, plan, plan_hash(plan), &why), 0);
	plan_free(plan);
	change = company_root(company);
	assert_int_equal(source_decide_address(change, source.id,
			     "Office@home.example", SOURCE_ADD, &count, &why),
	    0);
	company_end(change);
	assert_int_equal(count, MANY - 1);
	books_import(company, false, records, MANY);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE "
			     "email_folded = 'office@home.example'"),
	    MANY);
	plan = books_plan(company, false, records, MANY);
	assert_int_equal(plan_line_count(plan), 0);
	plan_free(plan);
}

/* Records with a person, and earlier decisions, are not decided again. */
static void
C10_decision_about_an_address_applies_to_records_without_a_person(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct plan_record records[] = {
		books_record("1", "Ann", "Roe", "roe@home.example"),
		books_record("2", "Ben", "Roe", "roe@home.example"),
		books_record("3", "Cid", "Roe", "roe@home.example"),
		books_record("4", "Dot", "Poe", "dot@home.example"),
	};
	struct change *change;
	struct refusal why;
	size_t count = 0;

	books_import(company, false, records, 4);
	/* typed over: undecided, and Dot's */
	records[3] = books_record("4", "Eve", "Moe", "roe@home.example");
	books_import(company, false, records, 4);
	books_decide(company, "3", SOURCE_IGNORE, NULL);
	change = company_root(company);
	assert_int_equal(source_decide_address(change, source.id,
			     "roe@home.example", SOURCE_ADD, &count, &why),
	    0);
	assert_int_equal(count, 1);
	assert_int_equal(source_decide_address(change, source.id,
			     "dot@home.example", SOURCE_ADD, &count, &why),
	    0);
	assert_int_equal(count, 0);
	assert_int_equal(source_decide_address(change, source.id, "no address",
			     SOURCE_ADD, &count, &why),
	    FIELD_EDENIED);
	company_end(change);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM source_decision WHERE "
			     "external_id = '2' AND decision = 'add'"),
	    1);
}

/* pitfall: a recycled e-mail hands the account to another person */
static void
a_recycled_address_does_not_hand_over_the_account(void **state)
{
	struct company *company = *state;

	import_jane(company);
	books_assert_line(company,
	    books_record("2", "John", "New", "jane@acme.example"),
	    PLAN_UNDECIDED, REASON_IMPORT_RECYCLED, "");
}

static void
a_leavers_address_under_another_name_is_recycled(void **state)
{
	struct company *company = *state;
	struct plan_record left = books_record(
	    "1", "Jane", "Doe", "jane@acme.example");

	import_jane(company);
	left.active = false;
	books_import(company, false, &left, 1);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
	books_assert_line(company,
	    books_record("2", "John", "New", "jane@acme.example"),
	    PLAN_UNDECIDED, REASON_IMPORT_RECYCLED, "");
	/* The same person, hired again under a new record. */
	books_assert_line(company,
	    books_record("3", "Jane", "Doe", "jane@acme.example"),
	    PLAN_REACTIVATE, REASON_NONE, "jdoe");
}

/* pitfall: a changed e-mail makes a duplicate */
static void
a_changed_address_follows_the_link(void **state)
{
	struct company *company = *state;
	struct plan_record moved = books_record(
	    "1", "Jane", "Doe", "jane.doe@acme.example");

	import_jane(company);
	books_import(company, false, &moved, 1);
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane.doe@acme.example");
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person"), 2);
}

static void
a_name_alone_never_matches(void **state)
{
	struct company *company = *state;

	import_jane(company);
	books_assert_line(company, books_record("2", "Jane", "Doe", ""),
	    PLAN_ADD, REASON_NONE, "jdoe2");
	books_assert_line(company,
	    books_record("3", "Ada", "Admin", "other@acme.example"), PLAN_ADD,
	    REASON_NONE, "aadmin");
}

static void
an_employee_number_matches_only_when_the_policy_says_so(void **state)
{
	struct company *company = *state;
	struct plan_record first = books_record("1", "Jane", "Doe", "");
	struct plan_record again = books_record("2", "Jane", "Doe", "");

	first.employee_number = again.employee_number = "E-17";
	books_import(company, false, &first, 1);
	first.active = false;
	books_import(company, false, &first, 1);
	books_assert_line(company, again, PLAN_ADD, REASON_NONE, "jdoe2");
	company_policy(company, "match_employee_number", "yes");
	books_assert_line(company, again, PLAN_REACTIVATE, REASON_NONE, "jdoe");
}

static void
numbers_of_two_new_people_are_as_in_two_runs(void **state)
{
	struct company *company = *state;
	struct plan_record three[] = {
		books_record("1", "Ann", "Roe", "ann@home.example"),
		books_record("2", "Ben", "Roe", "ben@home.example"),
		books_record("3", "Ann", "Roe", "roe@home.example"),
	};
	struct plan *plan;

	company_policy(company, "match_employee_number", "yes");
	for (size_t i = 0; i < BOOKS_COUNT(three); i++)
		three[i].employee_number = "E1";
	three[2].entity = "vendor";
	plan = books_plan(company, false, three, 3);
	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_int_equal(plan_count(plan, PLAN_LINK), 1);
	assert_asks_about(plan, "2", "aroe (employee 1)");
	plan_free(plan);
}

static void
an_active_persons_number_is_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record first = books_record("1", "Jane", "Doe", "");
	struct plan_record other = books_record("2", "Joe", "Poe", "");

	company_policy(company, "match_employee_number", "yes");
	first.employee_number = other.employee_number = "17";
	books_import(company, false, &first, 1);
	books_assert_line(
	    company, other, PLAN_UNDECIDED, REASON_IMPORT_RECYCLED, "");
}

/* pitfall: merged records become two people */
static void
a_merged_record_moves_its_person_to_the_winner(void **state)
{
	struct company *company = *state;
	struct plan_record both[] = {
		books_record("1", "Jane", "Doe", "jane@acme.example"),
		books_record("2", "Jane", "Doe-Roe", "other@acme.example"),
	};
	struct plan *plan;
	struct refusal why;

	import_jane(company);
	both[0].active = false;
	both[0].merged_to = "2";
	plan = books_plan(company, false, both, 2);
	assert_string_equal(
	    plan_action_name(books_line(plan, "2")->action), "link");
	assert_string_equal(books_line(plan, "2")->login, "jdoe");
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person"), 2);
	plan = books_plan(company, false, both, 2);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
}

static void
a_merged_record_whose_winner_is_a_different_person_leaves(void **state)
{
	struct company *company = *state;
	struct plan_record both[] = {
		books_record("1", "Jane", "Doe", "jane@acme.example"),
		books_record("2", "Joe", "Poe", "joe@acme.example"),
	};

	books_import(company, false, both, 2);
	both[0].active = false;
	both[0].merged_to = "2";
	books_assert_line(
	    company, both[0], PLAN_DEACTIVATE, REASON_IMPORT_MERGED, "jdoe");
}

static void
two_kinds_of_record_of_one_person_give_one_account(void **state)
{
	struct company *company = *state;
	struct plan_record both[] = {
		books_record("1", "Jane", "Doe", "jane@acme.example"),
		books_record("1", "Jane", "Doe", "Jane@acme.example"),
	};
	struct plan *plan;
	struct refusal why;

	both[1].entity = "user";
	plan = books_plan(company, false, both, 2);
	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_int_equal(plan_count(plan, PLAN_LINK), 1);
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM source_link l JOIN person p "
			     "ON p.id = l.person_id WHERE p.login = 'jdoe'"),
	    2);
}

static void
two_kinds_of_record_under_two_names_are_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record both[] = {
		books_record("1", "Jane", "Doe", "office@acme.example"),
		books_record("1", "Joe", "Poe", "office@acme.example"),
	};
	struct plan *plan;
	struct refusal why;

	both[1].entity = "user";
	plan = books_plan(company, false, both, 2);
	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_int_equal(plan_count(plan, PLAN_UNDECIDED), 1);
	/* as they are when the second comes later */
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	plan = books_plan(company, false, both, 2);
	assert_int_equal(plan_count(plan, PLAN_UNDECIDED), 1);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
}

static void
a_full_name_is_split(void **state)
{
	struct company *company = *state;
	const struct {
		const char *display, *first, *last;
	} names[] = { { "Jane Doe", "Jane", "Doe" },
		{ "Doe, Jane", "Jane", "Doe" },
		{ "van der Berg, Jan Piet", "Jan Piet", "van der Berg" },
		{ "Jane Doe, Jr.", "Jane", "Doe, Jr." },
		{ "Mary Ann Doe", "Mary Ann", "Doe" }, { "Cher", "Cher", "" },
		{ "Doe,", "Doe,", "" } };

	for (size_t i = 0; i < BOOKS_COUNT(names); i++) {
		const char id[] = { (char)('1' + i), '\0' };
		struct plan_record record = books_record(id, "", "", "");
		struct plan *plan;
		struct refusal why;
		struct user user;

		record.display_name = names[i].display;
		plan = books_plan(company, false, &record, 1);
		assert_int_equal(
		    books_apply(company, plan, plan_hash(plan), &why), 0);
		user = company_user(company, books_line(plan, id)->login);
		plan_free(plan);
		assert_string_equal(user.first_name, names[i].first);
		if (names[i].last[0] != '\0')
			assert_string_equal(user.last_name, names[i].last);
	}
}

/* Only after the split does a part begin so; applying it would fail. */
static void
C11_a_name_with_a_formula_refuses_only_its_record(void **state)
{
	static const char *const names[] = { "Jane =cmd", "Doe, =cmd",
		"=cmd Doe" };
	struct company *company = *state;
	struct plan_record records[] = { books_record("1", "", "", ""),
		books_record("2", "", "", ""), books_record("3", "", "", ""),
		books_record("4", "Joe", "Poe", "joe@acme.example") };
	struct plan *plan;
	struct refusal why;

	for (size_t i = 0; i < BOOKS_COUNT(names); i++)
		records[i].display_name = names[i];
	plan = books_plan(company, false, records, BOOKS_COUNT(records));
	assert_int_equal(plan_count(plan, PLAN_REFUSE), BOOKS_COUNT(names));
	assert_int_equal(books_line(plan, "2")->why.reason, REASON_BAD_TEXT);
	assert_int_equal(books_apply(company, plan, plan_hash(plan), &why), 0);
	plan_free(plan);
	assert_string_equal(
	    company_user(company, "jpoe").email, "joe@acme.example");
}

static void
the_first_valid_address_of_a_field_is_used(void **state)
{
	struct company *company = *state;
	struct plan_record jane = books_record("1", "Jane", "Doe",
	    "none; Jane Doe <jane@acme.example>, second@acme.example");

	books_import(company, false, &jane, 1);
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane@acme.example");
}

static void
an_invalid_address_is_refused_with_its_reason(void **state)
{
	struct company *company = *state;

	books_assert_line(company,
	    books_record("1", "Jane", "Doe", "jane at acme"), PLAN_REFUSE,
	    REASON_BAD_EMAIL, "");
}

static void
a_decision_settles_what_matching_could_not(void **state)
{
	struct company *company = *state;
	struct plan_record john = books_record(
	    "2", "John", "New", "jane@acme.example");

	import_jane(company);
	books_decide(company, "2", SOURCE_ADD, NULL);
	books_assert_line(company, john, PLAN_ADD, REASON_NONE, "jnew");
	books_decide(company, "2", SOURCE_IGNORE, NULL);
	books_assert_line(
	    company, john, PLAN_REFUSE, REASON_IMPORT_IGNORED, "");
	books_decide(company, "2", SOURCE_LINK, company->ada.id);
	books_assert_line(company, john, PLAN_LINK, REASON_NONE, "ada");
}

static void
a_decision_corrects_a_wrong_link(void **state)
{
	struct company *company = *state;
	struct plan_record jane = books_record(
	    "1", "Jane", "Doe", "jane@acme.example");

	import_jane(company);
	books_decide(company, "1", SOURCE_LINK, company->ada.id);
	books_assert_line(company, jane, PLAN_LINK, REASON_NONE, "ada");
}

static void
an_inactive_record_that_was_never_linked_does_nothing(void **state)
{
	struct company *company = *state;
	struct plan_record left = books_record(
	    "1", "Ada", "Admin", "ada@acme.example");
	struct plan *plan;

	left.active = false;
	plan = books_plan(company, false, &left, 1);
	assert_int_equal(plan_line_count(plan), 0);
	plan_free(plan);
}

static void
a_row_that_comes_twice_counts_once(void **state)
{
	struct company *company = *state;
	struct plan_record twice[] = {
		books_record("1", "Jane", "Doe", "jane@acme.example"),
		books_record("1", "Jane", "Doe", "jane@acme.example"),
	};
	struct plan *plan = books_plan(company, false, twice, 2);

	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	plan_free(plan);
}

static void
one_id_with_two_contents_fails_the_run(void **state)
{
	struct company *company = *state;
	struct plan_record first = books_record("1", "Jane", "Doe", "");
	struct plan_record other = books_record("1", "Joe", "Poe", "");
	struct source source = books_source(company);
	struct plan *plan;

	assert_int_equal(plan_new(company->store, source.id, false, &plan), 0);
	assert_int_equal(plan_add_record(plan, &first), 0);
	assert_int_equal(plan_add_record(plan, &other), FIELD_EINVAL);
	first.external_id = "";
	assert_int_equal(plan_add_record(plan, &first), FIELD_EINVAL);
	first.external_id = "1\n2";
	assert_int_equal(plan_add_record(plan, &first), FIELD_EINVAL);
	plan_free(plan);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    a_new_record_adds_a_person_and_a_second_run_changes_nothing),
		TEST(the_stored_link_comes_before_everything_else),
		TEST(an_address_matches_whatever_its_case),
		TEST(an_address_that_differs_only_by_case_changes_nothing),
		TEST(C10_new_people_with_one_address_are_left_undecided),
		TEST(
		    a_family_with_one_address_becomes_several_people_by_decision),
		TEST(a_family_with_one_address_becomes_one_person_by_decision),
		TEST(C10_order_of_the_records_makes_no_difference),
		TEST(C10_second_of_two_kinds_is_not_chosen_among_several),
		TEST(
		    C10_new_record_with_the_new_address_of_another_is_left_undecided),
		TEST(C10_names_that_differ_in_normal_form_and_case_are_one),
		TEST(C10_one_address_for_all_is_decided_in_one_step),
		TEST(
		    C10_decision_about_an_address_applies_to_records_without_a_person),
		TEST(
		    two_records_with_the_address_of_one_person_are_left_undecided),
		TEST(an_address_that_several_people_have_is_left_undecided),
		TEST(the_number_of_named_candidates_is_limited),
		TEST(a_recycled_address_does_not_hand_over_the_account),
		TEST(a_leavers_address_under_another_name_is_recycled),
		TEST(a_changed_address_follows_the_link),
		TEST(a_name_alone_never_matches),
		TEST(an_employee_number_matches_only_when_the_policy_says_so),
		TEST(numbers_of_two_new_people_are_as_in_two_runs),
		TEST(an_active_persons_number_is_left_undecided),
		TEST(a_merged_record_moves_its_person_to_the_winner),
		TEST(a_merged_record_whose_winner_is_a_different_person_leaves),
		TEST(two_kinds_of_record_of_one_person_give_one_account),
		TEST(two_kinds_of_record_under_two_names_are_left_undecided),
		TEST(C11_a_name_with_a_formula_refuses_only_its_record),
		TEST(the_first_valid_address_of_a_field_is_used),
		TEST(a_full_name_is_split),
		TEST(an_invalid_address_is_refused_with_its_reason),
		TEST(a_decision_settles_what_matching_could_not),
		TEST(a_decision_corrects_a_wrong_link),
		TEST(an_inactive_record_that_was_never_linked_does_nothing),
		TEST(a_row_that_comes_twice_counts_once),
		TEST(one_id_with_two_contents_fails_the_run),
	};

	return cmocka_run_group_tests_name("plan: matching", tests, NULL, NULL);
}
