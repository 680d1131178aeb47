/*
 * The owner of an account (A2-A4).  A person's account is never given to a
 * different person because of what accounting contains, whatever coincides in
 * one run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/verb/user.h"
#include "store/verb/user_mail.h"
#include "tests/support/books.h"

static struct plan_record
jane(void)
{
	return books_record("1", "Jane", "Doe", "jane@acme.example");
}

static struct plan_record
joe(void)
{
	return books_record("2", "Joe", "Poe", "joe@acme.example");
}

static void
decide(struct company *company, const char *id, enum source_decision decision,
    const char *login)
{
	struct source source = books_source(company);
	struct change *change = company_root(company);
	struct user user = { .id = "" };
	struct refusal why;

	if (login != NULL)
		user = company_user(company, login);
	assert_int_equal(source_decide(change, source.id, "employee", id,
			     decision, user.id, &why),
	    FIELD_OK);
	company_end(change);
}

/* Import RECORDS; whether the line of ID in that plan was undecided for REASON,
 * with every login of NAMES in its sentence. */
static void
import_undecided(struct company *company, const struct plan_record *records,
    size_t count, const char *id, enum reason reason, const char *names)
{
	struct plan *plan = books_plan(company, false, records, count);
	const struct plan_line *line = books_line(plan, id);
	struct refusal why;
	char sentence[400];

	assert_non_null(line);
	assert_string_equal(plan_action_name(line->action), "undecided");
	assert_string_equal(reason_code(line->why.reason), reason_code(reason));
	(void)refusal_sentence(&line->why, sentence, sizeof(sentence));
	if (strstr(sentence, names) == NULL)
		fail_msg("'%s' does not name '%s'", sentence, names);
	assert_int_equal(books_apply(company, plan, plan_hash(plan), &why), 0);
	plan_free(plan);
}

/* --- the lines of one plan see each other (A2) ----------------------------------- */

static void
a_successor_does_not_get_the_account_of_a_leaver_of_the_same_run(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("9", "Sue", "Successor", "jane@acme.example") };

	books_import(company, false, records, 1);
	records[0].active = false;
	import_undecided(company, records, 2, "9", REASON_IMPORT_ADDRESS_MOVES,
	    "jdoe (employee 1)");
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
	assert_string_equal(company_user(company, "jdoe").first_name, "Jane");
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM source_link"), 1);
}

static void
a_successor_does_not_get_the_account_whatever_the_order(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { books_record("9", "Sue", "Successor",
					     "jane@acme.example"),
		jane() };

	books_import(company, false, &records[1], 1);
	records[1].active = false;
	import_undecided(company, records, 2, "9", REASON_IMPORT_ADDRESS_MOVES,
	    "jdoe (employee 1)");
}

static void
a_new_record_with_an_address_that_moves_is_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("9", "Jane", "Doe", "jane@acme.example") };

	books_import(company, false, records, 1);
	records[0].email = "jane.doe@acme.example";
	records[1].entity = "vendor";
	import_undecided(company, records, 2, "9", REASON_IMPORT_ADDRESS_MOVES,
	    "jdoe (employee 1)");
}

static void
swapped_addresses_are_left_undecided_and_can_be_decided(void **state)
{
	static const char *const unique[] = { "no", "yes" };
	struct company *company = *state;
	struct plan_record records[] = { jane(), joe() };
	const char *swapped[] = { "joe@acme.example", "jane@acme.example" };

	books_import(company, false, records, 2);
	for (size_t i = 0; i < sizeof(swapped) / sizeof(swapped[0]); i++) {
		company_policy(company, "email_unique", unique[i]);
		records[0].email = swapped[i];
		records[1].email = swapped[1 - i];
		import_undecided(company, records, 2, "1",
		    REASON_IMPORT_ADDRESS_MOVES, "jpoe (employee 2)");
		assert_string_equal(
		    company_user(company, "jdoe").email, swapped[1 - i]);
		decide(company, "1", SOURCE_LINK, "jdoe");
		decide(company, "2", SOURCE_LINK, "jpoe");
		books_import(company, false, records, 2);
		assert_string_equal(
		    company_user(company, "jdoe").email, swapped[i]);
		assert_string_equal(
		    company_user(company, "jpoe").email, swapped[1 - i]);
	}
}

/* Sources run by the clock: an import comes between two decisions. */
static void
A2_swapped_addresses_can_be_decided_one_by_one(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(), joe() };

	company_policy(company, "email_unique", "yes");
	books_import(company, false, records, 2);
	records[0].email = "joe@acme.example";
	records[1].email = "jane@acme.example";
	books_import(company, false, records, 2);
	decide(company, "1", SOURCE_LINK, "jdoe");
	books_import(company, false, records, 2);
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane@acme.example");
	decide(company, "2", SOURCE_LINK, "jpoe");
	books_import(company, false, records, 2);
	assert_string_equal(
	    company_user(company, "jdoe").email, "joe@acme.example");
	assert_string_equal(
	    company_user(company, "jpoe").email, "jane@acme.example");
}

static void
a_chain_of_addresses_is_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(), joe(),
		books_record("3", "Ann", "Roe", "ann@acme.example") };
	struct user ann;

	company_policy(company, "email_unique", "yes");
	books_import(company, false, records, 3);
	records[0].email = "joe@acme.example";
	records[1].email = "ann@acme.example";
	records[2].email = "roe@acme.example";
	import_undecided(company, records, 3, "1", REASON_IMPORT_ADDRESS_MOVES,
	    "jpoe (employee 2)");
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane@acme.example");
	assert_string_equal(
	    company_user(company, "aroe").email, "roe@acme.example");
	/* each step is possible when the next one is done, including mail */
	decide(company, "1", SOURCE_LINK, "jdoe");
	decide(company, "2", SOURCE_LINK, "jpoe");
	books_import(company, false, records, 3);
	assert_string_equal(
	    company_user(company, "jpoe").email, "joe@acme.example");
	ann = company_user(company, "aroe");
	(void)company_do(company, user_confirm_email, &ann);
	books_import(company, false, records, 3);
	books_import(company, false, records, 3);
	assert_string_equal(
	    company_user(company, "jdoe").email, "joe@acme.example");
	assert_string_equal(
	    company_user(company, "jpoe").email, "ann@acme.example");
}

static void
a_merged_record_moves_no_account_to_a_different_person(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("9", "Sue", "Successor", "sue@acme.example") };

	books_import(company, false, records, 1);
	records[0].active = false;
	records[0].merged_to = "9";
	import_undecided(
	    company, records, 2, "9", REASON_IMPORT_MERGED_OTHER, "jdoe");
}

static void
a_merged_record_moves_no_account_to_the_holder_of_anothers_address(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(), joe(),
		books_record("9", "Jane", "Doe", "joe@acme.example") };

	books_import(company, false, records, 2);
	records[0].active = false;
	records[0].merged_to = "9";
	import_undecided(
	    company, records, 3, "9", REASON_IMPORT_MERGED_OTHER, "jdoe");
}

static void
a_merged_record_moves_no_account_by_one_address_under_two_names(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("9", "Sue", "Successor", "jane@acme.example") };

	books_import(company, false, records, 1);
	records[0].active = false;
	records[0].merged_to = "9";
	import_undecided(
	    company, records, 2, "9", REASON_IMPORT_MERGED_OTHER, "jdoe");
	/* until it is decided, no access is lost */
	import_undecided(
	    company, records, 2, "9", REASON_IMPORT_MERGED_OTHER, "jdoe");
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
	decide(company, "9", SOURCE_ADD, NULL);
	books_import(company, false, records, 2);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
	assert_string_equal(
	    company_user(company, "ssuccessor").first_name, "Sue");
}

static void
a_leavers_address_does_not_match_half_of_the_name(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan_record successor = books_record(
	    "9", "Jane", "Successor", "jane@acme.example");
	struct change *change;
	struct refusal why;

	books_import(company, false, &record, 1);
	record.active = false;
	books_import(company, false, &record, 1);
	/* she is let in by hand a while longer */
	change = company_root(company);
	assert_int_equal(
	    user_activate(change, company_user(company, "jdoe").id, &why), 0);
	company_end(change);
	import_undecided(
	    company, &successor, 1, "9", REASON_IMPORT_RECYCLED, "jdoe");
}

static void
one_address_and_name_under_two_numbers_are_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan_record other = jane();

	record.employee_number = "17";
	books_import(company, false, &record, 1);
	record.active = false;
	books_import(company, false, &record, 1);
	other.external_id = "9";
	other.employee_number = "18";
	import_undecided(
	    company, &other, 1, "9", REASON_IMPORT_RECYCLED, "jdoe");
}

static void
one_address_under_two_names_in_two_sources_is_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record robert = books_record(
	    "1", "Robert", "Smith", "smith@acme.example");
	struct plan_record bob = books_record(
	    "1", "Bob", "Smith", "smith@acme.example");

	robert.entity = "vendor";
	books_import(company, false, &robert, 1);
	import_undecided(
	    company, &bob, 1, "1", REASON_IMPORT_RECYCLED, "rsmith");
}

/* --- is it still the same person?  (A4) -------------------------------------------- */

static void
another_name_and_address_at_once_is_not_applied(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	record.first_name = "Sue";
	record.last_name = "Successor";
	record.email = "sue@acme.example";
	record.title = "Lead";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	assert_string_equal(company_user(company, "jdoe").first_name, "Jane");
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane@acme.example");
	assert_string_equal(company_user(company, "jdoe").title, "");
	/* and waits */
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	decide(company, "1", SOURCE_LINK, "jdoe");
	books_import(company, false, &record, 1);
	assert_string_equal(company_user(company, "jdoe").first_name, "Sue");
	/* the decision was about that record, not about the new one */
	record.first_name = "Tom";
	record.email = "tom@acme.example";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
}

static void
a_decision_applies_to_the_record_as_it_was_seen(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	record.first_name = "Janet";
	record.email = "janet@acme.example";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	decide(company, "1", SOURCE_LINK, "jdoe");
	/* edited between the look and the run */
	record.first_name = "Mallory";
	record.email = "mallory@evil.example";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
}

static void
nor_is_a_decision_about_a_record_without_a_link(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("9", "Janet", "Doe", "jane@acme.example") };

	books_import(company, false, records, 1);
	import_undecided(
	    company, records, 2, "9", REASON_IMPORT_RECYCLED, "jdoe");
	decide(company, "9", SOURCE_LINK, "jdoe");
	/* edited between the look and the run */
	records[1].first_name = "Mallory";
	import_undecided(
	    company, records, 2, "9", REASON_IMPORT_SAME_PERSON, "jdoe");
	decide(company, "9", SOURCE_LINK, "jdoe");
	books_import(company, false, records, 2);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM source_link"), 2);
}

static void
a_change_of_both_names_is_a_different_person(void **state)
{
	static const char *const addresses[] = { "jane@acme.example", "" };
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		struct plan_record record = books_record(
		    i == 0 ? "1" : "2", "Jane", "Doe", addresses[i]);

		books_import(company, false, &record, 1);
		record.first_name = "Sue";
		record.last_name = "Successor";
		import_undecided(company, &record, 1, record.external_id,
		    REASON_IMPORT_SAME_PERSON, i == 0 ? "jdoe" : "jdoe2");
		/* written in the wrong order, and corrected */
		record.first_name = "Doe";
		record.last_name = "Jane";
		books_import(company, false, &record, 1);
	}
	assert_string_equal(company_user(company, "jdoe").first_name, "Doe");
}

static void
fields_of_an_ending_record_are_ignored_when_it_returns(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	/* typed over and ended, and then begun */
	record.first_name = "Sue";
	record.last_name = "Successor";
	record.email = "sue@acme.example";
	record.active = false;
	books_import(company, false, &record, 1);
	record.active = true;
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
}

/* --- rows of a file that name our own id ---------------------------------------------- */

/* A plan of a file's RECORDS. */
static struct plan *
file_plan(struct company *company, struct plan_record *records, size_t count)
{
	struct change *change = company_root(company);
	struct source source;
	struct refusal why;
	struct plan *plan;

	assert_int_equal(
	    source_ensure_csv(change, "file", company->org.id, &source, &why),
	    0);
	company_end(change);
	assert_int_equal(plan_new(company->store, source.id, false, &plan), 0);
	for (size_t i = 0; i < count; i++) {
		records[i].entity = "person";
		assert_int_equal(plan_add_record(plan, &records[i]), 0);
	}
	assert_int_equal(plan_make(plan), 0);
	return plan;
}

static void
assert_line_waits(const struct plan *plan, const char *id, enum reason reason)
{
	const struct plan_line *line = books_line(plan, id);

	assert_non_null(line);
	assert_string_equal(plan_action_name(line->action), "undecided");
	assert_string_equal(reason_code(line->why.reason), reason_code(reason));
}

static void
an_overwritten_row_with_our_id_is_not_applied(void **state)
{
	struct company *company = *state;
	struct user joe_user = company_add(company, "joe", NULL);
	struct plan_record row = books_record(
	    joe_user.id, "Sue", "Successor", "sue@acme.example");
	struct plan *plan = file_plan(company, &row, 1);

	assert_line_waits(plan, joe_user.id, REASON_IMPORT_SAME_PERSON);
	plan_free(plan);
}

static void
an_account_ended_by_a_row_with_our_id_is_not_taken_over(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan_record rows[2];
	struct user user;
	struct plan *plan;

	books_import(company, false, &record, 1);
	user = company_user(company, "jdoe");
	rows[0] = books_record(user.id, "Jane", "Doe", "jane@acme.example");
	rows[0].active = false;
	rows[1] = books_record("9", "Jane", "Doe", "jane@acme.example");
	plan = file_plan(company, rows, 2);
	assert_line_waits(plan, "9", REASON_IMPORT_ADDRESS_MOVES);
	plan_free(plan);
}

static void
a_person_continued_by_decision_is_not_ended_by_the_old_record(void **state)
{
	static const bool is_listed[] = { true, false };
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("9", "Jane", "Doe", "jane@acme.example") };

	for (size_t i = 0; i < sizeof(is_listed) / sizeof(is_listed[0]); i++) {
		struct plan_record *first = &records[is_listed[i] ? 0 : 1];
		size_t count = is_listed[i] ? 2 : 1;

		records[0].active = true;
		records[1].external_id = i == 0 ? "8" : "9";
		books_import(company, false, records, 1);
		records[0].active = !is_listed[i];
		if (!is_listed[i])
			books_import(company, true, first, count);
		import_undecided(company, first, count, records[1].external_id,
		    is_listed[i] ? REASON_IMPORT_ADDRESS_MOVES :
				   REASON_IMPORT_RECYCLED,
		    "jdoe");
		decide(company, records[1].external_id, SOURCE_LINK, "jdoe");
		books_import(company, true, first, count);
		assert_int_equal(
		    company_user(company, "jdoe").status, USER_ACTIVE);
	}
}

static void
a_different_person_by_decision_gets_their_own_account(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	record.first_name = "Sue";
	record.last_name = "Successor";
	record.email = "sue@acme.example";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	decide(company, "1", SOURCE_ADD, NULL);
	books_import(company, false, &record, 1);
	assert_string_equal(
	    company_user(company, "ssuccessor").email, "sue@acme.example");
	assert_string_equal(company_user(company, "jdoe").first_name, "Jane");
}

static void
a_marriage_and_a_nickname_are_applied(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	record.last_name = "Roe";
	record.email = "jane.roe@acme.example";
	books_import(company, false, &record, 1);
	assert_string_equal(company_user(company, "jdoe").last_name, "Roe");
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane.roe@acme.example");
	record.first_name = "Janie";
	books_import(company, false, &record, 1);
	assert_string_equal(company_user(company, "jdoe").first_name, "Janie");
}

static void
a_name_changed_here_is_not_a_change_of_the_record(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	const struct user_edit ours = { .first_name = "Jenny", .pin = true };
	struct change *change;
	struct refusal why;

	books_import(company, false, &record, 1);
	change = company_root(company);
	assert_int_equal(
	    user_edit(change, company_user(company, "jdoe").id, &ours, &why),
	    0);
	company_end(change);
	record.email = "jane.doe@acme.example";
	books_import(company, false, &record, 1);
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane.doe@acme.example");
	assert_string_equal(company_user(company, "jdoe").first_name, "Jenny");
}

static void
another_employee_number_is_not_applied(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	record.employee_number = "E-17"; /* the first one changes nothing */
	books_import(company, false, &record, 1);
	record.employee_number = "E-18";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	assert_string_equal(
	    company_user(company, "jdoe").employee_number, "E-17");
}

static void
a_first_day_after_the_record_was_last_seen_is_another_hiring(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	record.starts_on = "2020-01-01";
	books_import(company, false, &record, 1);
	record.active = false;
	books_import(company, false, &record, 1);
	record.active = true;
	record.starts_on = "2999-01-01";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
}

static void
a_person_linked_before_their_first_day_stays_the_same(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan *plan;

	record.starts_on = "2999-01-01";
	books_import(company, false, &record, 1);
	record.title = "Lead";
	plan = books_plan(company, false, &record, 1);
	assert_int_equal(plan_count(plan, PLAN_CHANGE), 1);
	plan_free(plan);
}

/* It looks like a marriage, except for the first day. */
static void
a_first_day_that_comes_with_another_name_and_address_is_a_hiring(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	record.last_name = "Roe";
	record.email = "jane.roe@acme.example";
	record.starts_on = "2999-01-01";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
}

static void
a_leaver_with_another_name_still_leaves(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	record.first_name = "Gone";
	record.email = "gone@acme.example";
	record.active = false;
	books_import(company, false, &record, 1);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
}

/* --- an id belongs to a company (A3) ------------------------------------------------ */

static int
connect_company(struct company *company, const char *realm, bool replace,
    struct refusal *why)
{
	struct source source = books_source(company);
	struct source_tokens tokens = {
		.access = SECRET_INIT, .refresh = SECRET_INIT, .scopes = ""
	};
	struct change *change = company_root(company);
	int rc;

	assert_int_equal(secret_init(&tokens.access, "a", 1), 0);
	assert_int_equal(secret_init(&tokens.refresh, "r", 1), 0);
	rc = source_connect(
	    change, source.id, realm, "", &tokens, replace, why);
	if (rc == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	source_tokens_release(&tokens);
	return rc;
}

static void
another_company_is_not_connected_over_the_first(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct refusal why;

	assert_int_equal(connect_company(company, "111", false, &why), 0);
	/* no person depends on it yet */
	assert_int_equal(connect_company(company, "110", false, &why), 0);
	assert_int_equal(connect_company(company, "111", false, &why), 0);
	books_import(company, false, &record, 1);
	assert_int_equal(
	    connect_company(company, "222", false, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_OTHER_COMPANY);
	assert_int_equal(connect_company(company, "111", false, &why), 0);
	assert_string_equal(books_source(company).realm, "111");
}

static void
the_ids_of_another_company_are_other_people(void **state)
{
	struct company *company = *state;
	struct plan_record first[] = { jane(), joe() };
	struct plan_record others[] = {
		books_record("1", "Sue", "Other", "sue@bolt.example"),
		books_record("2", "Joe", "Poe", "joe@acme.example"),
	};
	struct refusal why;

	assert_int_equal(connect_company(company, "111", false, &why), 0);
	books_import(company, false, first, 2);
	assert_int_equal(connect_company(company, "222", true, &why), 0);
	import_undecided(
	    company, others, 2, "2", REASON_IMPORT_OTHER_COMPANY, "jpoe");
	assert_string_equal(company_user(company, "jdoe").first_name, "Jane");
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
	assert_string_equal(
	    company_user(company, "sother").email, "sue@bolt.example");
	/* an administrator knows better */
	decide(company, "2", SOURCE_LINK, "jpoe");
	books_import(company, false, others, 2);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM source_link l JOIN person p "
			     "ON p.id = l.person_id WHERE p.login = 'jpoe' "
			     "AND l.realm = '222' AND l.active = 1"),
	    1);
}

static void
the_first_company_is_recognised_again(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan *plan;
	struct refusal why;

	assert_int_equal(connect_company(company, "111", false, &why), 0);
	books_import(company, false, &record, 1);
	assert_int_equal(connect_company(company, "222", true, &why), 0);
	assert_int_equal(connect_company(company, "111", true, &why), 0);
	books_import(company, true, &record, 1);
	plan = books_plan(company, true, &record, 1);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person"), 2);
}

/* ... and so are people who left it while the other one was connected: a link
 * that was set aside has the same effect as before. */
static void
people_who_left_the_first_company_meanwhile_are_deactivated(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(), joe(),
		books_record("3", "Sue", "Stay", "sue@acme.example") };
	struct refusal why;

	assert_int_equal(connect_company(company, "111", false, &why), 0);
	books_import(company, true, records, 3);
	assert_int_equal(connect_company(company, "222", true, &why), 0);
	books_import(company, true, NULL, 0);
	books_import(company, true, NULL, 0);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
	assert_int_equal(connect_company(company, "111", true, &why), 0);
	/* one is reported as a leaver; one is missing, and counted from now
	 * on */
	records[0].active = false;
	records[1] = records[2];
	books_import(company, true, records, 2);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
	assert_int_equal(company_user(company, "jpoe").status, USER_ACTIVE);
	books_import(company, true, records, 2);
	assert_int_equal(company_user(company, "jpoe").status, USER_INACTIVE);
	assert_int_equal(company_user(company, "sstay").status, USER_ACTIVE);
}

/* A person whom the other company's record deactivated still works for the
 * first one; a person whom an administrator deactivated does not. */
static void
people_of_the_first_company_return_with_it(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(), joe() };
	struct plan_record other = books_record(
	    "9", "Joe", "Poe", "joe@acme.example");
	struct user user;
	struct refusal why;

	assert_int_equal(connect_company(company, "111", false, &why), 0);
	books_import(company, true, records, 2);
	user = company_user(company, "jdoe");
	(void)company_do(company, user_deactivate, &user);
	assert_int_equal(connect_company(company, "222", true, &why), 0);
	decide(company, "9", SOURCE_LINK, "jpoe");
	books_import(company, false, &other, 1);
	other.active = false;
	books_import(company, false, &other, 1);
	assert_int_equal(company_user(company, "jpoe").status, USER_INACTIVE);
	assert_int_equal(connect_company(company, "111", true, &why), 0);
	books_import(company, true, records, 2);
	assert_int_equal(company_user(company, "jpoe").status, USER_ACTIVE);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
}

/* The older record of Joe takes precedence, and by it he keeps his address:
 * then Jane cannot have it, whatever was decided. */
static void
an_ignored_record_does_not_free_an_address(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { joe(), jane(), joe() };

	company_policy(company, "email_unique", "yes");
	records[0].entity = "vendor";
	books_import(company, false, records, 3);
	records[1].email = "joe@acme.example";
	records[2].email = "jane@acme.example";
	import_undecided(company, records, 3, "1", REASON_IMPORT_ADDRESS_MOVES,
	    "jpoe (employee 2)");
	decide(company, "1", SOURCE_LINK, "jdoe");
	decide(company, "2", SOURCE_LINK, "jpoe");
	books_import(company, false, records, 3);
	assert_string_equal(
	    company_user(company, "jpoe").email, "joe@acme.example");
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane@acme.example");
}

/* --- whose record is another's ------------------------------------------------------- */

static void
a_person_without_records_after_a_decision_leaves(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan *plan;
	struct user left;

	books_import(company, false, &record, 1);
	record.first_name = "Sue";
	record.last_name = "Successor";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	record.email = "sue@acme.example";
	import_undecided(
	    company, &record, 1, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	decide(company, "1", SOURCE_ADD, NULL);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
	plan = books_plan(company, false, &record, 1);
	assert_int_equal(plan_count(plan, PLAN_DEACTIVATE), 1);
	plan_free(plan);
	books_import(company, false, &record, 1);
	left = company_user(company, "jdoe");
	assert_int_equal(left.status, USER_INACTIVE);
	assert_int_equal(
	    company_user(company, "ssuccessor").status, USER_ACTIVE);
	/* once: an administrator may have the person back */
	(void)company_do(company, user_activate, &left);
	books_import(company, false, &record, 1);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
}

static void
a_leaver_by_decision_returns_with_another_record(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(), jane() };

	books_import(company, false, records, 1);
	records[0] = books_record("1", "Sue", "Successor", "sue@acme.example");
	books_import(company, false, records, 1);
	decide(company, "1", SOURCE_ADD, NULL);
	books_import(company, false, records, 1);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
	records[1].external_id = "2";
	books_import(company, false, records, 2);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
}

/* Joan Doe got Jane's address after Jane's row had been given to Sue. */
static void
a_person_whose_record_was_taken_does_not_match_half_of_the_name(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("9", "Joan", "Doe", "jane@acme.example") };

	books_import(company, false, records, 1);
	records[0] = books_record("1", "Sue", "Successor", "sue@acme.example");
	books_import(company, false, records, 1);
	decide(company, "1", SOURCE_ADD, NULL);
	records[1].entity = "vendor";
	import_undecided(
	    company, &records[1], 1, "9", REASON_IMPORT_RECYCLED, "jdoe");
}

static void
people_older_than_the_import_stay_without_a_record(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	(void)company_add(company, "jdoe", NULL);
	decide(company, "1", SOURCE_LINK, "jdoe");
	books_import(company, false, &record, 1);
	decide(company, "1", SOURCE_ADD, NULL);
	record.email = "jane2@acme.example";
	books_import(company, false, &record, 1);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
}

static void
a_person_with_another_record_stays(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(), jane() };

	records[1].entity = "vendor";
	books_import(company, false, records, 2);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM source_link"), 2);
	records[0].first_name = "Sue";
	records[0].last_name = "Successor";
	import_undecided(
	    company, records, 2, "1", REASON_IMPORT_SAME_PERSON, "jdoe");
	decide(company, "1", SOURCE_ADD, NULL);
	records[0].email = "sue@acme.example";
	books_import(company, false, records, 2);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
}

static void
two_records_of_one_name_and_address_are_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(), jane() };

	records[1].external_id = "2";
	import_undecided(
	    company, records, 2, "2", REASON_IMPORT_BOTH_NEW, "jdoe");
}

/* --- numbers, and what may be decided ------------------------------------------------- */

static void
numbers_that_differ_only_in_zeros_are_left_undecided(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "Jane", "Doe", "jane@acme.example"),
		books_record("2", "Jane", "Doe", "jane2@acme.example"),
		books_record("3", "Joe", "Poe", "joe@acme.example"),
	};

	records[0].employee_number = "00123";
	records[1].employee_number = "123";
	records[2].employee_number = "0123";
	/* in one run, and in two */
	import_undecided(
	    company, records, 3, "2", REASON_IMPORT_NUMBER_ZEROS, "00123");
	import_undecided(
	    company, records, 3, "2", REASON_IMPORT_NUMBER_ZEROS, "00123");
	assert_string_equal(
	    company_user(company, "jpoe").employee_number, "0123");
}

static void
a_decision_needs_an_existing_kind_of_record(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(source_decide(change, source.id, "employe", "1",
			     SOURCE_IGNORE, NULL, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_BAD_CHOICE);
	change_abort(change);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    a_successor_does_not_get_the_account_of_a_leaver_of_the_same_run),
		TEST(a_successor_does_not_get_the_account_whatever_the_order),
		TEST(a_new_record_with_an_address_that_moves_is_left_undecided),
		TEST(swapped_addresses_are_left_undecided_and_can_be_decided),
		TEST(A2_swapped_addresses_can_be_decided_one_by_one),
		TEST(a_chain_of_addresses_is_left_undecided),
		TEST(a_merged_record_moves_no_account_to_a_different_person),
		TEST(
		    a_merged_record_moves_no_account_to_the_holder_of_anothers_address),
		TEST(
		    a_merged_record_moves_no_account_by_one_address_under_two_names),
		TEST(a_leavers_address_does_not_match_half_of_the_name),
		TEST(one_address_and_name_under_two_numbers_are_left_undecided),
		TEST(nor_is_a_decision_about_a_record_without_a_link),
		TEST(
		    a_person_continued_by_decision_is_not_ended_by_the_old_record),
		TEST(a_change_of_both_names_is_a_different_person),
		TEST(fields_of_an_ending_record_are_ignored_when_it_returns),
		TEST(an_overwritten_row_with_our_id_is_not_applied),
		TEST(an_account_ended_by_a_row_with_our_id_is_not_taken_over),
		TEST(
		    one_address_under_two_names_in_two_sources_is_left_undecided),
		TEST(another_name_and_address_at_once_is_not_applied),
		TEST(a_decision_applies_to_the_record_as_it_was_seen),
		TEST(a_different_person_by_decision_gets_their_own_account),
		TEST(a_marriage_and_a_nickname_are_applied),
		TEST(a_name_changed_here_is_not_a_change_of_the_record),
		TEST(another_employee_number_is_not_applied),
		TEST(
		    a_first_day_after_the_record_was_last_seen_is_another_hiring),
		TEST(a_person_linked_before_their_first_day_stays_the_same),
		TEST(
		    a_first_day_that_comes_with_another_name_and_address_is_a_hiring),
		TEST(a_leaver_with_another_name_still_leaves),
		TEST(another_company_is_not_connected_over_the_first),
		TEST(the_ids_of_another_company_are_other_people),
		TEST(the_first_company_is_recognised_again),
		TEST(
		    people_who_left_the_first_company_meanwhile_are_deactivated),
		TEST(people_of_the_first_company_return_with_it),
		TEST(an_ignored_record_does_not_free_an_address),
		TEST(a_person_without_records_after_a_decision_leaves),
		TEST(a_leaver_by_decision_returns_with_another_record),
		TEST(
		    a_person_whose_record_was_taken_does_not_match_half_of_the_name),
		TEST(people_older_than_the_import_stay_without_a_record),
		TEST(a_person_with_another_record_stays),
		TEST(two_records_of_one_name_and_address_are_left_undecided),
		TEST(numbers_that_differ_only_in_zeros_are_left_undecided),
		TEST(a_decision_needs_an_existing_kind_of_record),
	};

	return cmocka_run_group_tests_name("plan: identity", tests, NULL, NULL);
}
