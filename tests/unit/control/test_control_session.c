/*
 * The open sessions, as they are shown to whom, and logging people out without a
 * block (X2, X6): the requests, with sessions whose leader is this process.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "store/session/session.h"
#include "tests/support/asking.h"
#include "tests/support/staff.h"

static int
open_staff(void **state)
{
	static const char conf[] = "[terminal]\nname = van-7\n"
				   "orgs = acme bolt\n";
	struct company *company;

	if (staff_open(state) != 0)
		return -1;
	company = *state;
	return file_replace(
	    company->paths.conf_file, conf, sizeof(conf) - 1, 0644);
}

static void
open_session(struct company *company, const char *login)
{
	const struct user user = company_user(company, login);
	const struct actor root = actor_root("sshd");
	const struct session_new in = { .person_id = user.id,
		.service = "sshd",
		.tty = "ssh",
		.address = "192.0.2.7",
		.method = "password",
		.uid = user.uid,
		.leader = getpid(),
		.epoch = user.session_epoch };
	struct change *change;
	char id[ID_SIZE];

	assert_int_equal(
	    change_begin_fast(company->store, &root, &change), FIELD_OK);
	assert_int_equal(
	    change_end(change, session_open(change, &in, id)), FIELD_OK);
}

static size_t
count_seen(struct company *company, const char *login, const char *params)
{
	const struct user user = company_user(company, login);
	struct asked asked = ask_as(company, &user, "session.list", params);
	size_t count = json_array_size(asked.rows);

	assert_int_equal(asked.answer.exit_code, EX_OK);
	asked_release(&asked);
	return count;
}

static const char *
text_of(const struct asked *asked, size_t row, const char *key)
{
	const char *text = json_string_value(
	    json_object_get(json_array_get(asked->rows, row), key));

	return text != NULL ? text : "";
}

/* --- who ---------------------------------------------------------------------- */

static void
X6_who_shows_each_open_session_with_its_person(void **state)
{
	struct company *company = *state;
	struct asked asked;
	json_t *row;

	open_session(company, "subworker");
	asked = ask_as_root(company, "session.list", "{}");
	assert_int_equal(json_array_size(asked.rows), 1);
	row = json_array_get(asked.rows, 0);
	assert_string_equal(text_of(&asked, 0, "login"), "subworker");
	assert_string_equal(text_of(&asked, 0, "service"), "sshd");
	assert_string_equal(text_of(&asked, 0, "address"), "192.0.2.7");
	assert_string_equal(text_of(&asked, 0, "method"), "password");
	assert_int_equal(
	    json_integer_value(json_object_get(row, "leader")), getpid());
	assert_true(text_of(&asked, 0, "opened_at")[0] != '\0');
	asked_release(&asked);
}

static void
X6_who_shows_people_what_they_may_see(void **state)
{
	static const struct {
		const char *login;
		size_t count;
	} cases[] = {
		{ "ada", 3 },
		{ "dispatcher", 3 },  /* users.view */
		{ "fieldworker", 2 }, /* their own, and that of their crew */
		{ "subworker", 1 },
		{ "plain", 0 },
		{ "bolt", 0 },
	};
	struct company *company = *state;

	open_session(company, "subworker");
	open_session(company, "fieldworker");
	open_session(company, "sales");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (count_seen(company, cases[i].login, "{}") != cases[i].count)
			fail_msg("%s", cases[i].login);
}

static void
X6_who_is_limited_by_the_filters_of_people(void **state)
{
	struct company *company = *state;

	open_session(company, "subworker");
	open_session(company, "sales");
	assert_int_equal(count_seen(company, "ada", "{\"role\":\"sales\"}"), 1);
	assert_int_equal(
	    count_seen(company, "ada", "{\"kind\":\"subworker\"}"), 1);
	assert_int_equal(
	    count_seen(company, "ada", "{\"status\":\"blocked\"}"), 0);
}

static void
X6_a_session_whose_leader_is_gone_is_closed_when_seen(void **state)
{
	struct company *company = *state;
	char reason[32];

	open_session(company, "subworker");
	open_session(company, "sales");
	company_sql(company,
	    "UPDATE session SET leader_started = leader_started + 1"
	    " WHERE person_id = (SELECT id FROM person"
	    " WHERE login = 'subworker')");
	/* also if those who look see none of it */
	assert_int_equal(count_seen(company, "plain", "{}"), 0);
	company_text(company,
	    "SELECT close_reason FROM session WHERE closed_at IS NOT NULL",
	    reason, sizeof(reason));
	assert_string_equal(reason, "lost");
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM session WHERE closed_at IS NULL"),
	    1);
	/* and the log does not tell them */
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'session.close'"
		" AND actor = 'root'"),
	    1);
	company_sql(company, "UPDATE session SET boot_id = 'another'");
	assert_int_equal(count_seen(company, "ada", "{}"), 0);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM session WHERE closed_at IS NULL"),
	    0);
}

/* --- logout --------------------------------------------------------------------- */

static int64_t
epoch_of(struct company *company, const char *login)
{
	return company_user(company, login).session_epoch;
}

static void
X2_logout_ends_sessions_and_leaves_the_person_free_to_return(void **state)
{
	struct company *company = *state;
	const int64_t before = epoch_of(company, "subworker");
	struct user user;

	asked_ends(ask_as_root(company, "session.end",
		       "{\"people\":[\"subworker\"],\"reason\":\"van sold\"}"),
	    EX_OK);
	user = company_user(company, "subworker");
	assert_int_equal(user.session_epoch, before + 1);
	assert_int_equal(user.status, USER_ACTIVE);
	assert_false(user.blocked || user.held);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit JOIN audit_detail USING (seq)"
		" WHERE action = 'session.end' AND outcome = 'done'"
		" AND body LIKE '%\"reason\":\"van sold\"%'"),
	    1);
}

static void
X2_logout_of_oneself_needs_no_right(void **state)
{
	struct company *company = *state;
	const struct user plain = company_user(company, "plain");

	asked_ends(
	    ask_as(company, &plain, "session.end", "{\"people\":[\"plain\"]}"),
	    EX_OK);
	assert_int_equal(epoch_of(company, "plain"), plain.session_epoch + 1);
}

static void
X2_logout_of_all_spares_the_caller_and_whom_they_may_not_log_out(void **state)
{
	struct company *company = *state;
	const struct user lead = company_user(company, "fieldworker");
	const int64_t ada = epoch_of(company, "ada"),
		      sales = epoch_of(company, "sales"),
		      below = epoch_of(company, "subworker");
	struct asked asked;

	open_session(company, "ada");
	open_session(company, "fieldworker");
	open_session(company, "subworker");
	open_session(company, "sales");
	asked = ask_as(company, &lead, "session.end", "{\"all\":true}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 1);
	assert_string_equal(text_of(&asked, 0, "login"), "subworker");
	assert_string_equal(
	    json_string_value(json_object_get(asked.answer.result, "only_on")),
	    "van-7");
	asked_release(&asked);
	assert_int_equal(epoch_of(company, "fieldworker"), lead.session_epoch);
	assert_int_equal(epoch_of(company, "subworker"), below + 1);
	asked_ends(
	    ask_as(company, &company->ada, "session.end", "{\"all\":true}"),
	    EX_OK);
	assert_int_equal(epoch_of(company, "ada"), ada);
	assert_int_equal(epoch_of(company, "sales"), sales + 1);
}

static void
X2_a_viewer_without_the_right_is_refused_all(void **state)
{
	struct company *company = *state;
	const struct user viewer = company_user(company, "viewer");

	open_session(company, "sales");
	asked_ends(ask_as(company, &viewer, "session.end", "{\"all\":true}"),
	    EX_NOPERM);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'session.end'"
		" AND outcome = 'refused'"),
	    1);
}

static void
X2_sessions_end_alone_is_enough_to_log_out_by_name(void **state)
{
	struct company *company = *state;
	const struct user plain = company_user(company, "plain");

	asked_ends(
	    ask_as(company, &plain, "session.end", "{\"people\":[\"sales\"]}"),
	    EX_NOPERM);
	/* a name that does not exist gets the same answer */
	asked_ends(
	    ask_as(company, &plain, "session.end", "{\"people\":[\"nosuch\"]}"),
	    EX_NOPERM);
	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission, effect,"
	    " granted_by, granted_at) SELECT 'e', id, 'sessions.end', 'grant',"
	    " 'root', 0 FROM person WHERE login = 'plain'");
	asked_ends(
	    ask_as(company, &plain, "session.end", "{\"people\":[\"sales\"]}"),
	    EX_OK);
	/* never of a person with more power */
	asked_ends(
	    ask_as(company, &plain, "session.end", "{\"people\":[\"ada\"]}"),
	    EX_NOPERM);
}

int
main(void)
{
#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, open_staff, company_close)
	const struct CMUnitTest tests[] = {
		CASE(X6_who_shows_each_open_session_with_its_person),
		CASE(X6_who_shows_people_what_they_may_see),
		CASE(X6_who_is_limited_by_the_filters_of_people),
		CASE(X6_a_session_whose_leader_is_gone_is_closed_when_seen),
		CASE(
		    X2_logout_ends_sessions_and_leaves_the_person_free_to_return),
		CASE(X2_logout_of_oneself_needs_no_right),
		CASE(
		    X2_logout_of_all_spares_the_caller_and_whom_they_may_not_log_out),
		CASE(X2_a_viewer_without_the_right_is_refused_all),
		CASE(X2_sessions_end_alone_is_enough_to_log_out_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
