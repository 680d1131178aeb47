/* From the name of a request to its answer: control/run, change, choice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "control/person/choice.h"
#include "store/core/audit.h"
#include "store/verb/user.h"
#include "tests/support/asking.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static bool
is_blocked(struct company *company, const char *login)
{
	return company_user(company, login).blocked;
}

/* --- rows ------------------------------------------------------------------- */

static void
a_list_comes_as_rows(void **state)
{
	struct asked asked = ask_as_root(*state, "site.list", NULL);

	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_null(asked.answer.error);
	assert_int_equal(json_array_size(asked.rows), 1);
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 0), "name"), "depot-north");
	asked_release(&asked);
	asked = ask_as_root(*state, "role.list", "{}");
	assert_true(json_array_size(asked.rows) > 5);
	asked_release(&asked);
}

static bool
take_one(json_t *row, void *context)
{
	int *count = context;

	(void)row;
	(*count)++;
	return false;
}

static void
a_sink_that_is_closed_gets_no_more(void **state)
{
	struct control_host host = host_of(*state, NULL);
	const struct control_ask ask = { "role.list", NULL, false };
	struct control_answer answer;
	int count = 0;
	const struct control_sink sink = { take_one, &count };

	control_run(&host, &ask, &sink, &answer);
	assert_int_equal(count, 1);
	assert_int_not_equal(answer.exit_code, EX_OK);
	control_answer_release(&answer);
}

/* --- invalid requests
 * ----------------------------------------------------------- */

static void
an_invalid_request_is_refused(void **state)
{
	asked_refused(
	    ask_as_root(*state, "user.bolck", NULL), "no_such_request");
	asked_refused(ask_as_root(*state, "", NULL), "no_such_request");
	asked_refused(ask_as_root(*state, "user.block",
			  "{\"people\":[\"ada\"],\"peple\":[]}"),
	    "unknown_parameter");
	asked_refused(ask_as_root(*state, "user.block", "{\"people\":\"ada\"}"),
	    "bad_parameter");
	asked_refused(
	    ask_as_root(*state, "user.block", "{}"), "no_person_given");
}

static void
a_terminal_that_is_not_set_up_says_so(void **state)
{
	asked_refused(ask_as_root(*state, "role.list", NULL), "not_set_up");
}

static void
a_mistake_in_the_configuration_is_a_warning(void **state)
{
	static const char conf[] = "[terminal]\nname = van-7\n[mail]\nx = y\n";
	struct company *company = *state;
	struct asked asked;

	assert_int_equal(file_replace(company->paths.conf_file, conf,
			     sizeof(conf) - 1, 0644),
	    0);
	asked = ask_as_root(company, "role.list", NULL);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.answer.warnings), 1);
	assert_string_equal(
	    text_of(json_array_get(asked.answer.warnings, 0), "code"),
	    "bad_config");
	asked_release(&asked);
}

/* --- changes --------------------------------------------------------------------- */

static void
several_people_are_blocked_in_one_change(void **state)
{
	struct company *company = *state;
	struct asked asked;
	json_t *row;

	company_add(company, "jane", NULL);
	company_add(company, "omar", NULL);
	asked = ask_as_root(
	    company, "user.block", "{\"people\":[\"omar\",\"jane\",\"omar\"]}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 2);
	row = json_array_get(asked.rows, 0);
	assert_string_equal(text_of(row, "login"), "omar");
	assert_true(json_is_true(json_object_get(row, "blocked")));
	assert_int_equal(
	    json_array_size(json_object_get(asked.answer.result, "titles")), 2);
	asked_release(&asked);
	assert_true(is_blocked(company, "jane"));
	assert_true(is_blocked(company, "omar"));
}

static void
a_refusal_undoes_all_of_it_and_is_logged(void **state)
{
	static const char refused[] =
	    "SELECT count(*) FROM audit WHERE outcome = 'refused' AND "
	    "action = 'user.block' AND reason = 'last_super_admin'";
	struct company *company = *state;

	company_add(company, "jane", NULL);
	asked_refused(ask_as_root(company, "user.block",
			  "{\"people\":[\"jane\",\"ada\"]}"),
	    "last_super_admin");
	assert_false(is_blocked(company, "jane"));
	assert_int_equal(company_count(company, refused), 1);
}

static void
a_dry_run_changes_and_logs_nothing(void **state)
{
	static const char rows[] = "SELECT count(*) FROM audit";
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);
	struct asked asked;
	int64_t before;

	company_add(company, "jane", NULL);
	before = company_count(company, rows);
	asked = ask_by(&host, "user.block", "{\"people\":[\"jane\"]}", true);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	asked_release(&asked);
	asked = ask_by(&host, "user.block", "{\"people\":[\"ada\"]}", true);
	assert_string_equal(asked_code(&asked), "last_super_admin");
	asked_release(&asked);
	assert_false(is_blocked(company, "jane"));
	assert_int_equal(company_count(company, rows), before);
	asked_refused(
	    ask_by(&host, "role.list", NULL, true), "unknown_parameter");
}

static void
all_spares_the_last_super_admin(void **state)
{
	struct company *company = *state;
	struct asked asked;

	company_add(company, "jane", NULL);
	asked = ask_as_root(company, "user.block", "{\"all\":true}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(
	    json_integer_value(json_object_get(asked.answer.result, "spared")),
	    1);
	asked_release(&asked);
	assert_true(is_blocked(company, "jane"));
	assert_false(is_blocked(company, "ada"));
}

static void
chosen_people_count_while_they_match_the_filter(void **state)
{
	struct company *company = *state;
	struct asked asked;

	company_add(company, "jane", "dispatcher");
	company_add(company, "omar", NULL);
	asked = ask_as_root(company, "user.block",
	    "{\"people\":[\"jane\",\"omar\"],\"role\":\"dispatcher\"}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 1);
	asked_release(&asked);
	assert_true(is_blocked(company, "jane"));
	assert_false(is_blocked(company, "omar"));
}

static void
an_option_that_is_false_selects_no_one(void **state)
{
	struct company *company = *state;

	company_add(company, "jane", "dispatcher");
	asked_refused(ask_as_root(company, "user.block", "{\"all\":false}"),
	    "no_person_given");
	assert_false(is_blocked(company, "jane"));
}

static void
a_person_named_twice_is_selected_once(void **state)
{
	struct company *company = *state;
	struct asked asked;

	company_add(company, "jane", "dispatcher");
	company_add(company, "omar", NULL);
	asked = ask_as_root(company, "user.choose",
	    "{\"people\":[\"jane\",\"omar\",\"jane\",\"omar\"]}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 2);
	asked_release(&asked);
}

static void
a_filter_that_is_none_is_refused(void **state)
{
	asked_refused(
	    ask_as_root(*state, "user.choose", "{\"role\":\"nobody\"}"),
	    "no_such_role");
	asked_refused(ask_as_root(*state, "user.choose", "{\"site\":\"mars\"}"),
	    "no_such_place");
	asked_refused(
	    ask_as_root(*state, "user.choose", "{\"kind\":\"robot\"}"),
	    "no_such_kind");
	asked_refused(
	    ask_as_root(*state, "user.choose", "{\"status\":\"tired\"}"),
	    "no_such_status");
	asked_refused(
	    ask_as_root(*state, "user.choose", "{\"people\":[\"zed\"]}"),
	    "no_such_person");
}

/* --- by a person ------------------------------------------------------------------ */

static void
a_person_acts_as_rules_let_it(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "fieldworker");

	company_add(company, "omar", NULL);
	asked_refused(
	    ask_as(company, &jane, "user.block", "{\"people\":[\"omar\"]}"),
	    "not_permitted");
	asked_ends(ask_as(company, &company->ada, "user.block",
		       "{\"people\":[\"omar\"]}"),
	    EX_OK);
	assert_true(is_blocked(company, "omar"));
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE "
			     "action = 'user.block' AND outcome = 'done' AND "
			     "service = 'control.sock' AND actor = "
			     "(SELECT id FROM person WHERE login = 'ada')"),
	    1);
}

static void
repeated_refusals_of_a_person_do_not_fill_the_log(void **state)
{
	static const char refused[] =
	    "SELECT count(*) FROM audit WHERE outcome = 'refused'";
	static const char often[] = "SELECT count(*) FROM audit WHERE "
				    "outcome = 'refused' AND "
				    "reason = 'refused_often'";
	static const char role[] = "{\"name\":\"night\",\"title\":\"Night\"}";
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "fieldworker");
	struct user omar = company_add(company, "omar", "fieldworker");
	int64_t begun;

	for (int i = 0; i < AUDIT_REFUSALS_MAX; i++)
		asked_refused(ask_as(company, &jane, "role.add", role),
		    "super_admin_only");
	assert_int_equal(company_count(company, often), 0);
	begun = clock_monotonic_ms();
	for (int i = 0; i < 3; i++)
		asked_refused(ask_as(company, &jane, "role.add", role),
		    "super_admin_only");
	/* and does not take the lock of all changes as often as they like */
	assert_in_range(clock_monotonic_ms() - begun, 2999, INT64_MAX);
	assert_int_equal(company_count(company, often), 1);
	assert_int_equal(
	    company_count(company, refused), AUDIT_REFUSALS_MAX + 1);
	/* refusals of another person are recorded, and the caller's own after
	 * the minute */
	asked_refused(
	    ask_as(company, &omar, "role.add", role), "super_admin_only");
	company->clock.fixed_s += 60;
	asked_refused(
	    ask_as(company, &jane, "role.add", role), "super_admin_only");
	assert_int_equal(
	    company_count(company, refused), AUDIT_REFUSALS_MAX + 3);
}

static void
a_uid_that_is_not_a_persons_is_refused(void **state)
{
	struct company *company = *state;
	static const uid_t strangers[] = { 0, 1, 999, 1000, 65534, 69999, 99999,
		(uid_t)-1 };
	struct control_host host = host_of(company, &company->ada);

	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		host.uid = strangers[i];
		asked_refused(
		    ask_by(&host, "role.list", NULL, false), "not_a_person");
	}
}

static void
a_person_whose_account_is_not_in_order_is_refused(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");

	asked_ends(ask_as(company, &jane, "role.list", NULL), EX_OK);
	company_do(company, user_block, &jane);
	asked_refused(ask_as(company, &jane, "role.list", NULL), "blocked");
	company_do(company, user_unblock, &jane);
	company_do(company, user_hold, &jane);
	asked_refused(ask_as(company, &jane, "role.list", NULL), "held");
	company_do(company, user_release, &jane);
	company_do(company, user_deactivate, &jane);
	asked_refused(ask_as(company, &jane, "role.list", NULL), "inactive");
	company_do(company, user_delete, &jane);
	asked_refused(ask_as(company, &jane, "role.list", NULL), "deleted");
}

static void
a_raised_epoch_ends_a_connection_and_not_the_next(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");
	struct control_host host = host_of(company, &jane);

	asked_ends(ask_by(&host, "role.list", NULL, false), EX_OK);
	assert_false(host.is_over);
	company_do(company, user_block, &jane);
	company_do(company, user_unblock, &jane);
	asked_refused(ask_by(&host, "role.list", NULL, false), "session_ended");
	assert_true(host.is_over);
	asked_ends(ask_as(company, &jane, "role.list", NULL), EX_OK);
}

static void
an_epoch_raised_before_the_first_request_ends_the_connection(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");
	struct control_host host = host_of(company, &jane);
	struct control_host judged = host;

	host.arrived_ms = clock_monotonic_ms();
	judged.arrived_ms = host.arrived_ms;
	company_do(company, user_block, &jane);
	company_do(company, user_unblock, &jane);
	asked_refused(ask_by(&host, "role.list", NULL, false), "session_ended");
	assert_true(host.is_over);
	control_judge(&judged);
	assert_true(judged.is_over);
	/* another connection, made after it */
	host = host_of(company, &jane);
	host.arrived_ms = clock_monotonic_ms() + 3;
	asked_ends(ask_by(&host, "role.list", NULL, false), EX_OK);
}

/* The clock was ahead when the epoch was incremented. */
static void
an_epoch_in_the_future_excludes_no_one(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");
	struct control_host host = host_of(company, &jane);

	company_sql(
	    company, "UPDATE person SET session_epoch_at = 9000000000000");
	host.arrived_ms = clock_monotonic_ms();
	asked_ends(ask_by(&host, "role.list", NULL, false), EX_OK);
}

int
main(void)
{
#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, asking_open, company_close)
	const struct CMUnitTest tests[] = {
		CASE(a_list_comes_as_rows),
		CASE(a_sink_that_is_closed_gets_no_more),
		CASE(an_invalid_request_is_refused),
		cmocka_unit_test_setup_teardown(
		    a_terminal_that_is_not_set_up_says_so, company_open_empty,
		    company_close),
		CASE(a_mistake_in_the_configuration_is_a_warning),
		CASE(several_people_are_blocked_in_one_change),
		CASE(a_refusal_undoes_all_of_it_and_is_logged),
		CASE(a_dry_run_changes_and_logs_nothing),
		CASE(all_spares_the_last_super_admin),
		CASE(chosen_people_count_while_they_match_the_filter),
		CASE(an_option_that_is_false_selects_no_one),
		CASE(a_person_named_twice_is_selected_once),
		CASE(a_filter_that_is_none_is_refused),
		CASE(a_person_acts_as_rules_let_it),
		CASE(repeated_refusals_of_a_person_do_not_fill_the_log),
		CASE(a_uid_that_is_not_a_persons_is_refused),
		CASE(a_person_whose_account_is_not_in_order_is_refused),
		CASE(a_raised_epoch_ends_a_connection_and_not_the_next),
		CASE(
		    an_epoch_raised_before_the_first_request_ends_the_connection),
		CASE(an_epoch_in_the_future_excludes_no_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
