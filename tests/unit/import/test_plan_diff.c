/* What happens to a person (A7, A8, S1-S4): pins, leavers, state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/verb/user.h"
#include "store/verb/user_pin.h"
#include "tests/support/books.h"

static struct plan_record
jane(void)
{
	return books_record("1", "Jane", "Doe", "jane@acme.example");
}

static void
import(struct company *company, struct plan_record record)
{
	books_import(company, false, &record, 1);
}

static void
assert_action(
    struct company *company, struct plan_record record, const char *action)
{
	struct plan *plan = books_plan(company, false, &record, 1);
	const struct plan_line *line = books_line(plan, record.external_id);

	assert_string_equal(
	    line != NULL ? plan_action_name(line->action) : "nothing", action);
	plan_free(plan);
}

static void
edit_and_pin(struct company *company, const char *title)
{
	struct change *change = company_root(company);
	struct user_edit edit = { .title = title, .pin = true };
	struct user user = company_user(company, "jdoe");
	struct refusal why;

	assert_int_equal(user_edit(change, user.id, &edit, &why), 0);
	company_end(change);
}

static void
run_verb(struct company *company,
    int (*verb)(struct change *, const char *, struct refusal *))
{
	struct user user = company_user(company, "jdoe");
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(verb(change, user.id, &why), 0);
	company_end(change);
}

static void
every_field_follows_accounting(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct user user;

	import(company, record);
	record.first_name = "Janet";
	assert_action(company, record, "change");
	import(company, record);
	record.last_name = "Roe";
	record.email = "janet@acme.example";
	record.phone = "Tel: 555 0101";
	record.mobile = "555 0102";
	record.title = "Lead";
	record.employee_number = "E-1";
	assert_action(company, record, "change");
	import(company, record);
	user = company_user(company, "jdoe");
	assert_string_equal(user.first_name, "Janet");
	assert_string_equal(user.last_name, "Roe");
	assert_string_equal(user.email, "janet@acme.example");
	assert_string_equal(user.phone, "555 0101");
	assert_string_equal(user.mobile, "555 0102");
	assert_string_equal(user.title, "Lead");
	assert_string_equal(user.employee_number, "E-1");
	assert_action(company, record, "nothing");
}

static void
login_and_uid_stay_through_every_rename(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct user before, after;

	import(company, record);
	before = company_user(company, "jdoe");
	record.first_name = "Zoë";
	record.last_name = "Müller";
	import(company, record);
	after = company_user(company, "jdoe");
	assert_int_equal(before.uid, after.uid);
	assert_string_equal(before.id, after.id);
}

static void
fields_missing_in_accounting_stay(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	record.phone = "555 0101";
	import(company, record);
	record.phone = record.email = "";
	assert_action(company, record, "nothing");
	import(company, record);
	assert_string_equal(company_user(company, "jdoe").phone, "555 0101");
}

static void
a_pinned_field_is_listed_and_kept(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	const struct plan_line *line;
	struct plan *plan;

	record.title = "Technician";
	import(company, record);
	edit_and_pin(company, "Chief");
	plan = books_plan(company, false, &record, 1);
	line = books_line(plan, "1");
	assert_non_null(line);
	assert_int_equal(line->field_count, 1);
	assert_string_equal(line->fields[0].name, "title");
	assert_string_equal(line->fields[0].old_value, "Chief");
	assert_string_equal(line->fields[0].new_value, "Technician");
	assert_true(line->fields[0].pinned);
	assert_true(plan_is_empty(plan));
	assert_int_equal(plan_count(plan, PLAN_CHANGE), 0);
	plan_free(plan);
	import(company, record);
	assert_string_equal(company_user(company, "jdoe").title, "Chief");
}

static void
a_pinned_field_does_not_stop_the_others(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	record.title = "Technician";
	import(company, record);
	edit_and_pin(company, "Chief");
	record.phone = "555 0199";
	import(company, record);
	assert_string_equal(company_user(company, "jdoe").title, "Chief");
	assert_string_equal(company_user(company, "jdoe").phone, "555 0199");
}

static enum reason
unpin(struct company *company, const char *field)
{
	struct change *change = company_root(company);
	struct user user = company_user(company, "jdoe");
	struct refusal why = { .reason = REASON_NONE };

	(void)user_unpin(change, user.id, field, &why);
	company_end(change);
	return why.reason;
}

static bool
count_pin(const char *field, void *context)
{
	(void)field;
	++*(int *)context;
	return true;
}

static void
an_unpinned_field_follows_accounting_again(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	int pins = 0;

	record.title = "Technician";
	import(company, record);
	edit_and_pin(company, "Chief");
	assert_int_equal(unpin(company, "phone"), REASON_NONE);
	import(company, record);
	assert_string_equal(company_user(company, "jdoe").title, "Chief");
	assert_int_equal(unpin(company, "title"), REASON_NONE);
	import(company, record);
	assert_string_equal(company_user(company, "jdoe").title, "Technician");
	edit_and_pin(company, "Chief");
	assert_int_equal(unpin(company, NULL), REASON_NONE);
	assert_int_equal(
	    user_pins(company->store, company_user(company, "jdoe").id,
		count_pin, &pins),
	    0);
	assert_int_equal(pins, 0);
	assert_int_equal(unpin(company, "shoe"), REASON_BAD_CHOICE);
}

static void
leavers_are_deactivated_and_not_deleted(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	import(company, record);
	record.active = false;
	record.inactive_reason = "Released";
	assert_action(company, record, "deactivate");
	import(company, record);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
	assert_action(company, record, "nothing");
}

static void
returning_people_are_reactivated_with_the_same_name(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	import(company, record);
	record.active = false;
	import(company, record);
	record.active = true;
	assert_action(company, record, "reactivate");
	import(company, record);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
}

static void
a_leaver_with_an_invalid_name_still_leaves(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	import(company, record);
	record.active = false;
	record.last_name = "Doe\nroot:x:0:0";
	record.email = "nonsense";
	import(company, record);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
}

static void
an_import_never_lifts_a_block_or_a_hold(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct user user;

	import(company, record);
	assert_true(company_user(company, "jdoe").held);
	run_verb(company, user_block);
	record.active = false;
	import(company, record);
	record.active = true;
	record.title = "Lead";
	import(company, record);
	user = company_user(company, "jdoe");
	assert_int_equal(user.status, USER_ACTIVE);
	assert_true(user.blocked);
	assert_true(user.held);
}

static void
an_import_never_lifts_a_deletion(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct plan *plan;

	import(company, record);
	run_verb(company, user_delete);
	plan = books_plan(company, false, &record, 1);
	assert_int_equal(books_line(plan, "1")->why.reason, REASON_IS_DELETED);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
	import(company, record);
	assert_int_equal(company_user(company, "jdoe").status, USER_DELETED);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person"), 2);
}

static void
people_deactivated_by_an_administrator_stay_inactive(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	import(company, record);
	run_verb(company, user_deactivate);
	assert_action(company, record, "nothing");
	record.title = "Lead";
	import(company, record);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
}

static void
people_reactivated_by_an_administrator_stay_active(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	import(company, record);
	record.active = false;
	import(company, record);
	run_verb(company, user_activate);
	assert_action(company, record, "nothing");
}

static void
a_last_day_in_the_past_deactivates(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	import(company, record);
	record.ends_on = "2026-11-24"; /* today: still there */
	assert_action(company, record, "change");
	record.ends_on = "2026-11-23";
	assert_action(company, record, "deactivate");
}

static void
a_future_last_day_is_stored_and_takes_effect_on_its_date(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct change *change;
	size_t count = 99;
	int64_t at;

	record.ends_on = "2026-11-30";
	import(company, record);
	assert_int_equal(source_next_leaver(company->store, &at), 0);
	assert_int_equal(at, COMPANY_NOW + 2 * 3600 + 6 * 86400);
	change = company_sync(company);
	assert_int_equal(source_end_leavers(change, &count), 0);
	company_end(change);
	assert_int_equal(count, 0);
	company->clock.fixed_s = at;
	change = company_sync(company);
	assert_int_equal(source_end_leavers(change, &count), 0);
	company_end(change);
	assert_int_equal(count, 1);
	assert_int_equal(company_user(company, "jdoe").status, USER_INACTIVE);
	assert_int_equal(source_next_leaver(company->store, &at), 0);
	assert_int_equal(at, 0);
	/* And the next listing has nothing to add. */
	assert_action(company, record, "nothing");
}

/* pitfall: the zone of a date is lost.  At 22:00 in London, the next day there
 * is four hours away; in California it is then six in the evening. */
static void
a_last_day_ends_when_it_ends_here(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	struct change *change;
	size_t count;
	int64_t at;

	record.ends_on = "2026-11-24";
	import(company, record);
	company->clock.fixed_s += 4 * 3600;
	assert_int_equal(setenv("TZ", "PST8", 1), 0);
	assert_action(company, record, "nothing");
	assert_int_equal(source_next_leaver(company->store, &at), 0);
	assert_int_equal(at, COMPANY_NOW + 10 * 3600);
	change = company_sync(company);
	assert_int_equal(source_end_leavers(change, &count), 0);
	assert_int_equal(count, 0);
	change_abort(change);
	assert_int_equal(setenv("TZ", "UTC0", 1), 0);
	assert_action(company, record, "deactivate");
	company->clock.fixed_s -= 4 * 3600;
	assert_int_equal(setenv("TZ", "JST-9", 1), 0);
	assert_action(company, record, "deactivate");
	assert_int_equal(setenv("TZ", "UTC0", 1), 0);
}

static void
a_future_last_day_is_shown_in_the_plan(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();
	const struct plan_line *line;
	struct plan *plan;

	import(company, record);
	record.ends_on = "2026-11-30";
	plan = books_plan(company, false, &record, 1);
	line = books_line(plan, "1");
	assert_non_null(line);
	assert_int_equal(line->field_count, 1);
	assert_string_equal(line->fields[0].name, "ends_on");
	assert_string_equal(line->fields[0].old_value, "");
	assert_string_equal(line->fields[0].new_value, "2026-11-30");
	assert_false(plan_is_empty(plan));
	plan_free(plan);
	import(company, record);
	assert_action(company, record, "nothing");
}

static void
an_invalid_date_is_refused(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	record.ends_on = "2026-02-30";
	assert_action(company, record, "refuse");
	record.ends_on = "tomorrow!!";
	assert_action(company, record, "refuse");
}

static void
people_stay_while_another_record_is_active(void **state)
{
	struct company *company = *state;
	struct plan_record both[] = { jane(), jane() };
	struct plan *plan;

	both[1].entity = "user";
	books_import(company, false, both, 2);
	both[0].active = false;
	import(company, both[0]);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
	both[1].active = false;
	plan = books_plan(company, false, &both[1], 1);
	assert_int_equal(plan_count(plan, PLAN_DEACTIVATE), 1);
	plan_free(plan);
}

static void
both_records_ending_at_once_deactivate_once(void **state)
{
	struct company *company = *state;
	struct plan_record both[] = { jane(), jane() };
	struct plan *plan;

	both[1].entity = "user";
	books_import(company, false, both, 2);
	both[0].active = both[1].active = false;
	plan = books_plan(company, false, both, 2);
	assert_int_equal(plan_count(plan, PLAN_DEACTIVATE), 1);
	plan_free(plan);
}

static void
two_conflicting_records_do_not_alternate(void **state)
{
	struct company *company = *state;
	struct plan_record both[] = { jane(), jane() };
	struct plan *plan;

	both[1].entity = "user";
	books_import(company, false, both, 2);
	both[0].title = "Technician";
	both[1].title = "Engineer";
	books_import(company, false, both, 2);
	assert_string_equal(company_user(company, "jdoe").title, "Technician");
	plan = books_plan(company, false, both, 2);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
}

static void
an_import_never_deactivates_the_last_super_admin(void **state)
{
	struct company *company = *state;
	struct plan_record ada = books_record(
	    "1", "Ada", "Admin", "ada@acme.example");
	struct plan_record others[] = { ada, jane() };
	struct plan *plan;
	struct refusal why;

	import(company, ada);
	others[0].active = false;
	others[1].external_id = "2";
	plan = books_plan(company, false, others, 2);
	assert_int_equal(books_line(plan, "1")->action, PLAN_REFUSE);
	assert_int_equal(
	    books_line(plan, "1")->why.reason, REASON_LAST_SUPER_ADMIN);
	/* And the rest goes on. */
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	assert_int_equal(company_user(company, "ada").status, USER_ACTIVE);
	assert_int_equal(company_user(company, "jdoe").status, USER_ACTIVE);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_field_follows_accounting),
		TEST(login_and_uid_stay_through_every_rename),
		TEST(fields_missing_in_accounting_stay),
		TEST(a_pinned_field_is_listed_and_kept),
		TEST(a_pinned_field_does_not_stop_the_others),
		TEST(an_unpinned_field_follows_accounting_again),
		TEST(leavers_are_deactivated_and_not_deleted),
		TEST(returning_people_are_reactivated_with_the_same_name),
		TEST(a_leaver_with_an_invalid_name_still_leaves),
		TEST(an_import_never_lifts_a_block_or_a_hold),
		TEST(an_import_never_lifts_a_deletion),
		TEST(people_deactivated_by_an_administrator_stay_inactive),
		TEST(people_reactivated_by_an_administrator_stay_active),
		TEST(a_last_day_in_the_past_deactivates),
		TEST(a_future_last_day_is_stored_and_takes_effect_on_its_date),
		TEST(a_last_day_ends_when_it_ends_here),
		TEST(a_future_last_day_is_shown_in_the_plan),
		TEST(an_invalid_date_is_refused),
		TEST(people_stay_while_another_record_is_active),
		TEST(both_records_ending_at_once_deactivate_once),
		TEST(two_conflicting_records_do_not_alternate),
		TEST(an_import_never_deactivates_the_last_super_admin),
	};

	/* Days are days of the machine's zone. */
	if (setenv("TZ", "UTC0", 1) != 0)
		return 1;
	return cmocka_run_group_tests_name("plan: people", tests, NULL, NULL);
}
