/* Requests about the caller (control/me). */
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
#include "store/session/session_spool.h"
#include "tests/support/asking.h"
#include "tests/support/staff.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static bool
has_text(const json_t *array, const char *text)
{
	const json_t *value;
	size_t i;

	json_array_foreach(array, i, value) if (json_is_string(value) &&
	    strcmp(json_string_value(value), text) == 0) return true;
	return false;
}

/* The answer for LOGIN, which must be a success. */
static struct asked
asked_of(struct company *company, const char *login, const char *name,
    const char *params)
{
	const struct user user = company_user(company, login);
	struct asked asked = ask_as(company, &user, name, params);

	if (asked.answer.exit_code != EX_OK)
		fail_msg("%s by %s: %d %s", name, login, asked.answer.exit_code,
		    asked_code(&asked));
	return asked;
}

/* A session of LOGIN, from SERVICE, closed if IS_PAST. */
static void
sign_in(struct company *company, const char *login, const char *service,
    bool is_past)
{
	const struct user user = company_user(company, login);
	const struct actor root = actor_root(service);
	const struct session_new in = { .person_id = user.id,
		.service = service,
		.tty = "pts/7",
		.address = "192.0.2.7",
		.method = "password",
		.leader = getpid(),
		.uid = user.uid,
		.epoch = user.session_epoch };
	struct change *change;
	char id[ID_SIZE];
	int rc;

	assert_int_equal(
	    change_begin_fast(company->store, &root, &change), FIELD_OK);
	rc = session_open(change, &in, id);
	if (rc == FIELD_OK && is_past)
		rc = session_close(change, id, "logout");
	assert_int_equal(change_end(change, rc), FIELD_OK);
}

/* --- show ------------------------------------------------------------------------ */

static void
U5_me_shows_roles_groups_sites_lead_and_sign_ins(void **state)
{
	struct company *company = *state;
	struct asked asked;
	const json_t *me, *sign_ins;

	company_sql(company, "DELETE FROM session");
	sign_in(company, "subworker", "sshd", true);
	asked_ends(ask_as_root(company, "site.assign",
		       "{\"name\":\"depot-north\",\"people\":[\"subworker\"]}"),
	    EX_OK);
	asked_ends(ask_as_root(company, "snapshot.publish", NULL), EX_OK);
	asked = asked_of(company, "subworker", "me.show", NULL);
	me = asked.answer.result;
	assert_string_equal(text_of(me, "login"), "subworker");
	assert_string_equal(text_of(me, "lead"), "fieldworker");
	assert_true(has_text(json_object_get(me, "roles"), "subworker"));
	assert_true(has_text(json_object_get(me, "sites"), "depot-north"));
	assert_true(has_text(json_object_get(me, "groups"), "role-subworker"));
	assert_true(
	    has_text(json_object_get(me, "groups"), "crew-fieldworker"));
	assert_false(has_text(json_object_get(me, "groups"), "role-admin"));
	sign_ins = json_object_get(me, "sign_ins");
	assert_int_equal(json_array_size(sign_ins), 1);
	assert_string_equal(
	    text_of(json_array_get(sign_ins, 0), "service"), "sshd");
	assert_true(has_text(json_object_get(me, "sign_ins_text"),
	    "2026-11-24T22:00:00Z sshd @van-7 (192.0.2.7)"));
	asked_release(&asked);
}

/* A local group granted by a role is a group of the person, too (R16). */
static void
U5_me_shows_local_groups_by_role(void **state)
{
	struct company *company = *state;
	struct asked asked;

	company_sql(company,
	    "INSERT INTO role_local_group (role_id, name, granted_at)"
	    " SELECT id, 'dialout', 1 FROM role WHERE name = 'subworker'");
	asked = asked_of(company, "subworker", "me.show", NULL);
	assert_true(has_text(
	    json_object_get(asked.answer.result, "groups"), "dialout"));
	asked_release(&asked);
	asked = asked_of(company, "fieldworker", "me.show", NULL);
	assert_false(has_text(
	    json_object_get(asked.answer.result, "groups"), "dialout"));
	asked_release(&asked);
}

/* A caller who may see all people gets only their own account. */
static void
U5_me_is_the_caller_whatever_else_they_may_see(void **state)
{
	struct company *company = *state;

	for (const char *const *at = staff_logins; *at != NULL; at++) {
		struct user user = company_user(company, *at);
		struct asked asked;

		if (user.status == USER_DELETED)
			continue;
		asked = asked_of(company, *at, "me.show", NULL);
		assert_string_equal(text_of(asked.answer.result, "login"), *at);
		asked_release(&asked);
	}
}

static void
U5_root_is_told_that_it_has_no_account(void **state)
{
	static const char *const names[] = { "me.show", "me.audit",
		"me.sessions" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		asked_refused(
		    ask_as_root(*state, names[i], NULL), "root_is_nobody");
	asked_refused(ask_as_root(*state, "me.edit", "{\"phone\":\"5550100\"}"),
	    "root_is_nobody");
}

/* --- edit ------------------------------------------------------------------------ */

static void
U5_me_edit_changes_each_field_of_self_edit(void **state)
{
	struct company *company = *state;
	const struct user before = company_user(company, "fieldworker");
	struct user user;
	struct asked asked = asked_of(company, "subworker", "me.edit",
	    "{\"first_name\":\"Sam\",\"last_name\":\"Sole\","
	    "\"phone\":\"5550100\",\"mobile\":\"5550101\","
	    "\"mobile_provider\":\"Orange\",\"street\":\"1 Way\","
	    "\"city\":\"Bath\",\"region\":\"Avon\",\"postcode\":\"BA1\","
	    "\"country\":\"UK\",\"language\":\"es\"}");

	asked_release(&asked);
	user = company_user(company, "subworker");
	assert_string_equal(user.first_name, "Sam");
	assert_string_equal(user.last_name, "Sole");
	assert_string_equal(user.phone, "5550100");
	assert_string_equal(user.mobile, "5550101");
	assert_string_equal(user.mobile_provider, "Orange");
	assert_string_equal(user.street, "1 Way");
	assert_string_equal(user.city, "Bath");
	assert_string_equal(user.region, "Avon");
	assert_string_equal(user.postcode, "BA1");
	assert_string_equal(user.country, "UK");
	assert_string_equal(user.language, "es");
	assert_string_equal(
	    company_user(company, "fieldworker").phone, before.phone);
}

static void
U5_me_edit_goes_no_further_than_self_edit(void **state)
{
	static const char *const others[] = { "email", "title", "kind", "lead",
		"shell", "desktop", "landing", "employee_number", "expires_at",
		"person" };
	struct company *company = *state;
	const struct user subworker = company_user(company, "subworker");
	const struct user plain = company_user(company, "plain");

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char params[80];

		(void)snprintf(
		    params, sizeof(params), "{\"%s\":\"ada\"}", others[i]);
		asked_refused(ask_as(company, &subworker, "me.edit", params),
		    "unknown_parameter");
	}
	asked_refused(
	    ask_as(company, &plain, "me.edit", "{\"phone\":\"5550100\"}"),
	    "not_permitted");
	assert_string_equal(company_user(company, "plain").phone, plain.phone);
}

/* --- audit ----------------------------------------------------------------------- */

static void
X1_me_audit_shows_what_one_did_and_what_was_done_to_one(void **state)
{
	struct company *company = *state;
	const char *ada = company->ada.id;
	struct asked asked;
	const json_t *row;
	bool did = false, was_done = false;
	size_t i;

	company_sql(company, "DELETE FROM session");
	asked_ends(ask_as_root(company, "user.edit",
		       "{\"person\":\"ada\",\"title\":\"Chief\"}"),
	    EX_OK);
	asked_ends(ask_as(company, &company->ada, "user.block",
		       "{\"people\":[\"subworker\"]}"),
	    EX_OK);
	asked_ends(
	    ask_as_root(company, "user.block", "{\"people\":[\"dispatcher\"]}"),
	    EX_OK);
	/* ada may see the whole log, but here gets only her own part */
	asked = asked_of(company, "ada", "me.audit", NULL);
	json_array_foreach(asked.rows, i, row)
	{
		const bool by = strcmp(text_of(row, "actor_id"), ada) == 0;
		const bool about = strcmp(text_of(row, "subject"), ada) == 0;

		if (!by && !about)
			fail_msg("%s of %s", text_of(row, "action"),
			    text_of(row, "subject_login"));
		did = did ||
		    (by && strcmp(text_of(row, "action"), "user.block") == 0);
		was_done = was_done ||
		    (about && strcmp(text_of(row, "action"), "user.edit") == 0);
	}
	assert_true(did && was_done);
	asked_release(&asked);
	asked = asked_of(company, "ada", "me.audit",
	    "{\"action\":\"user.block\",\"limit\":1}");
	assert_int_equal(json_array_size(asked.rows), 1);
	asked_release(&asked);
}

/* --- sessions --------------------------------------------------------------------- */

static size_t
count_open(const struct asked *asked)
{
	const json_t *row;
	size_t i, count = 0;

	json_array_foreach(asked->rows, i, row)
	    count += json_is_true(json_object_get(row, "open"));
	return count;
}

static void
X2_me_sessions_lists_open_and_recent_ones_of_ones_own(void **state)
{
	struct company *company = *state;
	struct asked asked;

	company_sql(company, "DELETE FROM session");
	for (int i = 0; i < 25; i++)
		sign_in(company, "ada", "sshd", true);
	sign_in(company, "ada", "login", false);
	sign_in(company, "subworker", "login", false);
	asked = asked_of(company, "ada", "me.sessions", NULL);
	assert_int_equal(json_array_size(asked.rows), 21);
	assert_int_equal(count_open(&asked), 1);
	asked_release(&asked);
	asked = asked_of(company, "ada", "me.sessions", "{\"limit\":3}");
	assert_int_equal(json_array_size(asked.rows), 4);
	asked_release(&asked);
	/* an open session is never omitted */
	asked = asked_of(company, "ada", "me.sessions", "{\"limit\":0}");
	assert_int_equal(json_array_size(asked.rows), 1);
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 0), "service"), "login");
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 0), "address"), "192.0.2.7");
	asked_release(&asked);
	asked = asked_of(company, "subworker", "me.sessions", NULL);
	assert_int_equal(json_array_size(asked.rows), 1);
	asked_release(&asked);
	asked = asked_of(company, "plain", "me.sessions", NULL);
	assert_int_equal(json_array_size(asked.rows), 0);
	asked_release(&asked);
}

/* A session that is not in the database yet is listed, and only once. */
static void
X2_me_sessions_lists_records_beside_the_database_once(void **state)
{
	struct company *company = *state;
	const struct user user = company_user(company, "subworker");
	const struct session_new in = { .person_id = user.id,
		.service = "sshd",
		.leader = getpid(),
		.uid = user.uid,
		.epoch = user.session_epoch };
	const struct actor root = actor_root("sshd");
	struct session_record session;
	struct change *change;
	struct asked asked;

	company_sql(company, "DELETE FROM session");
	session_describe(&in, COMPANY_NOW, &session);
	assert_int_equal(
	    session_spool_put(company->paths.run_dir, &session), FIELD_OK);
	asked = asked_of(company, "subworker", "me.sessions", NULL);
	assert_int_equal(json_array_size(asked.rows), 1);
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 0), "terminal"), "van-7");
	asked_release(&asked);
	asked = asked_of(company, "fieldworker", "me.sessions", NULL);
	assert_int_equal(json_array_size(asked.rows), 0);
	asked_release(&asked);
	assert_int_equal(
	    change_begin_fast(company->store, &root, &change), FIELD_OK);
	assert_int_equal(
	    change_end(change, session_take(change, &session)), FIELD_OK);
	asked = asked_of(company, "subworker", "me.sessions", NULL);
	assert_int_equal(json_array_size(asked.rows), 1);
	asked_release(&asked);
}

static int
open_staff(void **state)
{
	static const char conf[] =
	    "[terminal]\nname = van-7\norgs = acme bolt\n";
	struct company *company;

	if (staff_open(state) != 0)
		return -1;
	company = *state;
	return file_replace(
	    company->paths.conf_file, conf, sizeof(conf) - 1, 0644);
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, open_staff, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(U5_me_shows_roles_groups_sites_lead_and_sign_ins),
		CASE(U5_me_shows_local_groups_by_role),
		CASE(U5_me_is_the_caller_whatever_else_they_may_see),
		CASE(U5_root_is_told_that_it_has_no_account),
		CASE(U5_me_edit_changes_each_field_of_self_edit),
		CASE(U5_me_edit_goes_no_further_than_self_edit),
		CASE(X1_me_audit_shows_what_one_did_and_what_was_done_to_one),
		CASE(X2_me_sessions_lists_open_and_recent_ones_of_ones_own),
		CASE(X2_me_sessions_lists_records_beside_the_database_once),
	};

	return cmocka_run_group_tests_name("control me", tests, NULL, NULL);
}
