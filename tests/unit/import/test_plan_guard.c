/* A broken or empty source must not lock people out (A9). */
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

#define PEOPLE_MAX 64

/* COUNT people, in static storage. */
static struct plan_record *
people(size_t count)
{
	static struct plan_record records[PEOPLE_MAX];
	static char ids[PEOPLE_MAX][24], lasts[PEOPLE_MAX][16];
	static char mails[PEOPLE_MAX][40];

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%zu", i + 1);
		(void)snprintf(lasts[i], sizeof(lasts[i]), "Doe%c%c",
		    (char)('a' + i / 26), (char)('a' + i % 26));
		(void)snprintf(
		    mails[i], sizeof(mails[i]), "p%zu@acme.example", i + 1);
		records[i] = books_record(ids[i], "Jane", lasts[i], mails[i]);
	}
	return records;
}

/* Whether a plan of these records is stopped. */
static bool
is_stopped(struct company *company, bool complete,
    const struct plan_record *records, size_t count)
{
	struct plan *plan = books_plan(company, complete, records, count);
	const char *why = "";
	bool guarded = plan_is_guarded(plan, &why);

	assert_true(guarded == (why[0] != '\0'));
	plan_free(plan);
	return guarded;
}

static void
the_first_run_may_bring_in_a_whole_company(void **state)
{
	struct company *company = *state;

	assert_false(is_stopped(company, true, people(40), 40));
}

static void
three_leavers_pass_and_four_of_thirty_do_not(void **state)
{
	struct company *company = *state;
	struct plan_record *records = people(30);

	books_import(company, true, records, 30);
	for (size_t i = 0; i < 3; i++)
		records[i].active = false;
	assert_false(is_stopped(company, true, records, 30));
	records[3].active = false;
	assert_true(is_stopped(company, true, records, 30));
}

static void
the_share_applies_where_it_is_more_than_three(void **state)
{
	struct company *company = *state;
	struct plan_record *records = people(40);

	books_import(company, true, records, 40);
	for (size_t i = 0; i < 4; i++) /* 10 % of 40 */
		records[i].active = false;
	assert_false(is_stopped(company, true, records, 40));
	records[4].active = false;
	assert_true(is_stopped(company, true, records, 40));
	company_policy(company, "max_deactivate", "20%");
	assert_false(is_stopped(company, true, records, 40));
}

static void
a_mass_of_new_people_is_stopped_after_the_first_run(void **state)
{
	struct company *company = *state;

	books_import(company, false, people(30), 30);
	assert_false(is_stopped(company, false, people(33), 33));
	assert_true(is_stopped(company, false, people(34), 34));
}

static void
a_mass_of_changed_addresses_is_stopped(void **state)
{
	struct company *company = *state;
	struct plan_record *records = people(30);

	books_import(company, false, records, 30);
	records[0].email = "x0@evil.example";
	records[1].email = "x1@evil.example";
	records[2].email = "x2@evil.example";
	assert_false(is_stopped(company, false, records, 30));
	records[3].email = "x3@evil.example";
	assert_true(is_stopped(company, false, records, 30));
}

static void
a_mass_of_renames_is_stopped(void **state)
{
	struct company *company = *state;
	struct plan_record *records = people(30);

	books_import(company, false, records, 30);
	for (size_t i = 0; i < 3; i++)
		records[i].first_name = "Joe";
	assert_false(is_stopped(company, false, records, 30));
	records[3].first_name = "Joe";
	assert_true(is_stopped(company, false, records, 30));
}

/* Otherwise a mistake in one column would lock all people out tomorrow. */
static void
a_mass_of_future_last_days_is_stopped(void **state)
{
	struct company *company = *state;
	struct plan_record *records = people(30);

	books_import(company, false, records, 30);
	for (size_t i = 0; i < 3; i++)
		records[i].ends_on = "2026-11-25";
	assert_false(is_stopped(company, false, records, 30));
	records[3].active = false;
	assert_true(is_stopped(company, false, records, 30));
	records[3].active = true;
	records[3].ends_on = "2026-11-25";
	assert_true(is_stopped(company, false, records, 30));
	books_import(company, false, records, 30);
	/* Removing them again is harmless. */
	for (size_t i = 0; i < 4; i++)
		records[i].ends_on = "";
	assert_false(is_stopped(company, false, records, 30));
}

static void
other_fields_may_change_for_all_people(void **state)
{
	struct company *company = *state;
	struct plan_record *records = people(30);

	books_import(company, false, records, 30);
	for (size_t i = 0; i < 30; i++)
		records[i].title = "Team member";
	assert_false(is_stopped(company, false, records, 30));
}

/* pitfall: a partial or empty list is taken as deletion */
static void
an_empty_listing_is_stopped(void **state)
{
	struct company *company = *state;

	assert_true(is_stopped(company, true, NULL, 0));
	books_import(company, true, people(5), 5);
	assert_true(is_stopped(company, true, NULL, 0));
	/* Without changes there is no listing. */
	assert_false(is_stopped(company, false, NULL, 0));
}

static void
a_listing_that_shrank_by_over_a_tenth_is_stopped(void **state)
{
	struct company *company = *state;

	books_import(company, true, people(40), 40);
	assert_false(is_stopped(company, true, people(36), 36));
	assert_true(is_stopped(company, true, people(35), 35));
	/* An incremental pull of five is none. */
	assert_false(is_stopped(company, false, people(5), 5));
}

static size_t
staff(struct plan_record *records, size_t employees, size_t vendors)
{
	struct plan_record *all = people(employees + vendors);

	memcpy(records, all, (employees + vendors) * sizeof(*records));
	for (size_t i = employees; i < employees + vendors; i++)
		records[i].entity = "vendor";
	return employees + vendors;
}

/* Whether a complete listing of COMPLETE (ends with NULL) alone is stopped;
 * applied if not. */
static bool
listing_is_stopped(struct company *company, const struct plan_record *records,
    size_t count, const char *const *complete)
{
	struct plan *plan;
	struct refusal why;
	const char *guard;
	bool stopped;

	assert_int_equal(
	    plan_new(company->store, books_source(company).id, true, &plan), 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(plan_add_record(plan, &records[i]), 0);
	for (; *complete != NULL; complete++)
		assert_int_equal(plan_set_complete(plan, *complete), 0);
	assert_int_equal(plan_make(plan), 0);
	stopped = plan_is_guarded(plan, &guard);
	if (!stopped)
		assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	return stopped;
}

static void
A5_only_counts_of_equal_sets_are_compared(void **state)
{
	static const char *const both[] = { "employee", "vendor", NULL };
	static const char *const employees[] = { "employee", NULL };
	static const char *const vendors[] = { "vendor", NULL };
	struct company *company = *state;
	struct plan_record records[60];
	size_t count = staff(records, 30, 20);

	assert_false(listing_is_stopped(company, records, count, both));
	/* a word is removed from `pull' */
	assert_false(listing_is_stopped(company, records, 30, employees));
	assert_false(listing_is_stopped(company, records, 30, employees));
	/* one listing was not complete, by a row */
	assert_false(
	    listing_is_stopped(company, records, count - 1, employees));
	assert_false(listing_is_stopped(company, records, count, both));
	/* a kind that lost a quarter is noticed beside a complete one */
	assert_true(listing_is_stopped(company, records, count - 5, both));
	assert_true(listing_is_stopped(company, records + 5, 25, employees));
	assert_false(listing_is_stopped(company, records + 30, 20, vendors));
}

static void
A5_one_row_less_in_a_small_listing_does_not_stop(void **state)
{
	static const char *const both[] = { "employee", "vendor", NULL };
	struct company *company = *state;
	struct plan_record records[60];
	size_t count = staff(records, 20, 4);

	assert_false(listing_is_stopped(company, records, count, both));
	assert_false(listing_is_stopped(company, records, count - 1, both));
	assert_false(listing_is_stopped(company, records, count - 1, both));
}

static void
missing_once_is_reported_and_twice_deactivates(void **state)
{
	struct company *company = *state;
	struct plan *plan;
	struct refusal why;

	books_import(company, true, people(20), 20);
	plan = books_plan(company, true, people(19), 19);
	assert_int_equal(plan_count(plan, PLAN_MISSING), 1);
	assert_string_equal(books_line(plan, "20")->login, "jdoeat");
	assert_true(plan_is_empty(plan));
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	assert_int_equal(company_user(company, "jdoeat").status, USER_ACTIVE);
	plan = books_plan(company, true, people(19), 19);
	assert_int_equal(plan_count(plan, PLAN_DEACTIVATE), 1);
	assert_int_equal(
	    books_line(plan, "20")->why.reason, REASON_IMPORT_MISSING);
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	assert_int_equal(company_user(company, "jdoeat").status, USER_INACTIVE);
}

static void
reappearing_people_start_counting_again(void **state)
{
	struct company *company = *state;
	struct plan *plan;

	books_import(company, true, people(20), 20);
	books_import(company, true, people(19), 19);
	books_import(company, true, people(20), 20);
	plan = books_plan(company, true, people(19), 19);
	assert_int_equal(plan_count(plan, PLAN_MISSING), 1);
	assert_int_equal(plan_count(plan, PLAN_DEACTIVATE), 0);
	plan_free(plan);
}

static void
a_preview_does_not_count_missing_people(void **state)
{
	struct company *company = *state;

	books_import(company, true, people(20), 20);
	for (int i = 0; i < 5; i++) {
		struct plan *plan = books_plan(company, true, people(19), 19);

		assert_int_equal(plan_count(plan, PLAN_MISSING), 1);
		plan_free(plan);
	}
}

/* pitfall: one bad row must neither fail the run nor make people leavers */
static void
an_unreadable_row_does_not_count_people_as_missing(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct plan_record *records;
	struct plan *plan;

	books_import(company, true, people(20), 20);
	records = people(20);
	assert_int_equal(plan_new(company->store, source.id, true, &plan), 0);
	for (size_t i = 0; i < 19; i++)
		assert_int_equal(plan_add_record(plan, &records[i]), 0);
	assert_int_equal(
	    plan_add_unreadable(plan, "employee", "20", "no name"), 0);
	assert_int_equal(plan_set_complete(plan, "employee"), 0);
	assert_int_equal(plan_make(plan), 0);
	assert_int_equal(plan_count(plan, PLAN_MISSING), 0);
	assert_int_equal(books_line(plan, "20")->action, PLAN_REFUSE);
	plan_free(plan);
}

static void
a_row_without_an_id_does_not_count_people_as_missing(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct plan_record *records;
	struct plan *plan;

	books_import(company, true, people(20), 20);
	records = people(20);
	assert_int_equal(plan_new(company->store, source.id, true, &plan), 0);
	for (size_t i = 0; i < 19; i++)
		assert_int_equal(plan_add_record(plan, &records[i]), 0);
	assert_int_equal(plan_add_unreadable(plan, "employee", "", "no id"), 0);
	assert_int_equal(plan_set_complete(plan, "employee"), 0);
	assert_int_equal(plan_make(plan), 0);
	assert_int_equal(plan_count(plan, PLAN_MISSING), 0);
	plan_free(plan);
}

/* pitfall: CDC delete marks are wrong or missing */
static void
a_delete_mark_takes_effect_only_when_repeated(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct refusal why;

	books_import(company, true, people(20), 20);
	for (int run = 0; run < 2; run++) {
		struct plan *plan;

		assert_int_equal(
		    plan_new(company->store, source.id, false, &plan), 0);
		assert_int_equal(plan_add_gone(plan, "employee", "20"), 0);
		assert_int_equal(plan_make(plan), 0);
		assert_int_equal(
		    plan_count(plan, run == 0 ? PLAN_MISSING : PLAN_DEACTIVATE),
		    1);
		assert_int_equal(books_apply(company, plan, NULL, &why), 0);
		plan_free(plan);
	}
}

static void
a_misbehaving_worker_cannot_exhaust_memory(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct plan *plan;
	char id[16];
	size_t count = 0;

	assert_int_equal(plan_new(company->store, source.id, false, &plan), 0);
	for (; count <= 1000000; count++) {
		(void)snprintf(id, sizeof(id), "%zu", count);
		if (plan_add_gone(plan, "employee", id) != 0)
			break;
	}
	assert_int_equal(count, 1000000);
	assert_int_equal(plan_add_gone(plan, "employee", "x"), FIELD_EINVAL);
	plan_free(plan);
}

static void
a_guarded_plan_changes_nothing_but_the_log_and_tells_the_admins(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct plan *plan;
	struct refusal why;
	char run_id[ID_SIZE];

	books_import(company, true, people(20), 20);
	plan = books_plan(company, true, NULL, 0);
	assert_int_equal(books_apply(company, plan, NULL, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_GUARDED);
	assert_true(why.text[0][0] != '\0');
	for (int run = 0; run < 3; run++) {
		assert_int_equal(sync_run_start(company->store, source.id,
				     "schedule", true, run_id),
		    0);
		assert_int_equal(
		    plan_report_guarded(plan, company->store, run_id), 0);
	}
	plan_free(plan);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE status = "
			     "'active'"),
	    21);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM source_link WHERE "
			     "missing_count > 0"),
	    0);
	/* Once for the same plan, not at each attempt. */
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE template = "
			     "'sync-guarded' AND person_id IS NULL"),
	    1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM sync_run WHERE outcome = "
			     "'guarded' AND message <> ''"),
	    3);
}

static void
an_accepted_hash_admits_exactly_that_plan(void **state)
{
	struct company *company = *state;
	struct plan_record *records = people(30);
	struct refusal why;
	struct plan *plan;
	char hash[65];

	books_import(company, true, records, 30);
	for (size_t i = 0; i < 5; i++)
		records[i].active = false;
	plan = books_plan(company, true, records, 30);
	(void)snprintf(hash, sizeof(hash), "%s", plan_hash(plan));
	assert_int_equal(strlen(hash), 64);
	plan_free(plan);
	records[5].active = false;
	plan = books_plan(company, true, records, 30);
	assert_int_equal(books_apply(company, plan, hash, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_PLAN_CHANGED);
	plan_free(plan);
	records[5].active = true;
	plan = books_plan(company, true, records, 30);
	assert_int_equal(books_apply(company, plan, hash, &why), 0);
	plan_free(plan);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE status = "
			     "'inactive'"),
	    5);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'source.accept-plan'"),
	    1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_run_may_bring_in_a_whole_company),
		TEST(three_leavers_pass_and_four_of_thirty_do_not),
		TEST(the_share_applies_where_it_is_more_than_three),
		TEST(a_mass_of_new_people_is_stopped_after_the_first_run),
		TEST(a_mass_of_changed_addresses_is_stopped),
		TEST(a_mass_of_renames_is_stopped),
		TEST(a_mass_of_future_last_days_is_stopped),
		TEST(other_fields_may_change_for_all_people),
		TEST(an_empty_listing_is_stopped),
		TEST(A5_only_counts_of_equal_sets_are_compared),
		TEST(A5_one_row_less_in_a_small_listing_does_not_stop),
		TEST(a_listing_that_shrank_by_over_a_tenth_is_stopped),
		TEST(missing_once_is_reported_and_twice_deactivates),
		TEST(reappearing_people_start_counting_again),
		TEST(a_preview_does_not_count_missing_people),
		TEST(an_unreadable_row_does_not_count_people_as_missing),
		TEST(a_row_without_an_id_does_not_count_people_as_missing),
		TEST(a_delete_mark_takes_effect_only_when_repeated),
		TEST(a_misbehaving_worker_cannot_exhaust_memory),
		TEST(
		    a_guarded_plan_changes_nothing_but_the_log_and_tells_the_admins),
		TEST(an_accepted_hash_admits_exactly_that_plan),
	};

	/* Days are days of the machine's zone. */
	if (setenv("TZ", "UTC0", 1) != 0)
		return 1;
	return cmocka_run_group_tests_name("plan: guard", tests, NULL, NULL);
}
