/*
 * Every request, by a super admin, people of several roles, one without a role,
 * and another organisation's super admin: who is served, and who is refused
 * (U5, R10, R14, X4).  A request without a row here fails the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/file.h"
#include "control/request.h"
#include "tests/support/asking.h"
#include "tests/support/staff.h"

#define EVERYBODY \
	"ada accounts dispatcher fieldworker helper plain subworker viewer bolt"
#define SEERS  "ada dispatcher fieldworker helper subworker viewer"
#define EDITOR "ada helper"
/* people whose role grants self.edit, or who have users.edit */
#define SELVES \
	"ada accounts dispatcher fieldworker helper subworker viewer bolt"
#define RECORD                                          \
	"\"source\":\"books\",\"entity\":\"employee\"," \
	"\"external_id\":\"7\""
#define MAIL   "00000000-0000-4000-8000-000000000000"
#define SECRET "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ=="

/* About the subworker, whom the fieldworker leads, unless stated otherwise. */
static const struct row {
	const char *name, *params, *served;
} rows[] = {
	{ "user.list", "{}", EVERYBODY },
	{ "user.count", "{}", "ada dispatcher helper viewer bolt" },
	{ "user.show", "{\"person\":\"subworker\"}", SEERS },
	{ "user.choose", "{\"people\":[\"subworker\"]}", SEERS },
	{ "user.ties", "{\"people\":[\"subworker\"]}", SEERS },
	{ "user.explain", "{\"person\":\"subworker\",\"service\":\"sshd\"}",
	    SEERS },
	{ "user.add", "{\"login\":\"fresh\",\"first_name\":\"F\"}",
	    "ada helper bolt" },
	{ "user.edit", "{\"person\":\"subworker\",\"title\":\"T\"}", EDITOR },
	{ "user.password",
	    "{\"person\":\"subworker\",\"password\":\"" SECRET "\"}", "ada" },
	{ "user.generate-password", "{\"people\":[\"subworker\"]}", "ada" },
	{ "user.invite", "{\"people\":[\"subworker\"]}", "ada" },
	{ "user.link", "{\"people\":[\"subworker\"]}", "ada" },
	{ "user.code", "{\"person\":\"subworker\"}", "ada fieldworker" },
	{ "user.recovery",
	    "{\"person\":\"subworker\",\"count\":2,\"valid_s\":86400}", "ada" },
	{ "user.verify-email", "{\"people\":[\"subworker\"]}", EDITOR },
	{ "user.reset", "{\"people\":[\"subworker\"]}", "ada" },
	{ "user.force-reset", "{\"people\":[\"subworker\"]}", EDITOR },
	{ "user.unpin", "{\"person\":\"subworker\"}", "ada" },
	{ "user.rename", "{\"person\":\"subworker\",\"login\":\"fresh\"}",
	    "ada" },
	{ "user.move-home", "{\"person\":\"subworker\"}", "ada" },
	{ "user.take-home", "{\"person\":\"subworker\",\"owner_uid\":1}", "" },
	{ "user.activate", "{\"people\":[\"subworker\"]}", EDITOR },
	{ "user.deactivate", "{\"people\":[\"subworker\"]}",
	    EDITOR " fieldworker" },
	{ "user.block", "{\"people\":[\"subworker\"]}", EDITOR " fieldworker" },
	{ "user.unblock", "{\"people\":[\"subworker\"]}", EDITOR },
	{ "user.unlock", "{\"people\":[\"subworker\"]}", EDITOR },
	{ "user.hold", "{\"people\":[\"subworker\"]}", EDITOR },
	{ "user.release", "{\"people\":[\"subworker\"]}", "ada" },
	{ "user.confirm-email", "{\"people\":[\"subworker\"]}", "ada" },
	{ "user.delete", "{\"people\":[\"subworker\"]}", EDITOR },
	{ "user.restore", "{\"people\":[\"gone\"]}", "ada" },
	{ "me.show", NULL, EVERYBODY },
	{ "me.edit", "{\"phone\":\"5550100\"}", SELVES },
	{ "me.audit", "{}", EVERYBODY },
	{ "me.sessions", "{}", EVERYBODY },
	{ "me.verify-email", "{}", SELVES },
	{ "me.sender", "{\"address\":\"\"}", SELVES },
	{ "session.list", "{}", EVERYBODY },
	{ "session.choose", "{\"people\":[\"subworker\"]}", SEERS },
	{ "session.end", "{\"people\":[\"subworker\"]}",
	    "ada fieldworker subworker" },
	{ "role.list", NULL, EVERYBODY },
	{ "role.show", "{\"name\":\"dispatcher\"}",
	    "ada dispatcher helper viewer" },
	{ "role.find", "{\"name\":\"dispatcher\"}",
	    "ada dispatcher helper viewer" },
	{ "role.add", "{\"name\":\"fresh\"}", "ada bolt" },
	{ "role.remove", "{\"name\":\"sales\"}", "ada" },
	{ "role.level",
	    "{\"name\":\"sales\",\"module\":\"map\",\"level\":\"view\"}",
	    "ada" },
	{ "role.grant", "{\"name\":\"sales\",\"group\":\"dialout\"}", "" },
	{ "role.ungrant", "{\"name\":\"sales\",\"group\":\"dialout\"}", "" },
	{ "role.assign", "{\"name\":\"technician\",\"people\":[\"subworker\"]}",
	    "ada" },
	{ "role.unassign",
	    "{\"name\":\"subworker\",\"people\":[\"subworker\"]}", EDITOR },
	{ "perm.list", NULL, EVERYBODY },
	{ "org.list", NULL, EVERYBODY },
	{ "site.list", NULL, EVERYBODY },
	{ "site.show", "{\"name\":\"depot-north\"}", "ada" },
	{ "site.find", "{\"name\":\"depot-north\"}", "ada" },
	{ "site.add", "{\"name\":\"fresh\"}", "ada bolt" },
	{ "site.assign",
	    "{\"name\":\"depot-north\",\"people\":[\"subworker\"]}", "ada" },
	{ "site.unassign",
	    "{\"name\":\"depot-north\",\"people\":[\"subworker\"]}", "ada" },
	{ "policy.list", "{}", "ada bolt" },
	{ "policy.show", "{\"name\":\"lockout_after\"}", "ada bolt" },
	{ "policy.set", "{\"name\":\"lockout_after\",\"value\":\"20\"}",
	    "ada bolt" },
	{ "policy.reset", "{\"name\":\"lockout_after\"}", "ada bolt" },
	{ "source.list", NULL, "ada accounts bolt" },
	{ "source.find", "{\"source\":\"books\"}", "ada accounts" },
	{ "source.runs", "{}", "ada accounts bolt" },
	{ "source.rules", "{\"source\":\"books\"}", "ada accounts" },
	{ "source.rule-add",
	    "{\"source\":\"books\",\"field\":\"any\",\"kind\":\"external\"}",
	    "ada" },
	{ "source.rule-remove", "{\"source\":\"books\",\"position\":1}",
	    "ada" },
	{ "source.decide", "{" RECORD ",\"decision\":\"ignore\"}", "ada" },
	{ "source.decide-address",
	    "{\"source\":\"books\",\"address\":\"x@acme.example\","
	    "\"decision\":\"add\"}",
	    "ada" },
	{ "source.undecide", "{" RECORD "}", "ada" },
	{ "source.connect",
	    "{\"source\":\"books\",\"access_token\":\"" SECRET "\","
	    "\"refresh_token\":\"" SECRET "\",\"realm\":\"9341\"}",
	    "ada" },
	{ "source.import", "{\"file\":\"bmFtZSxlbWFpbApBIEIsYUB4LnkK\"}",
	    "ada" },
	{ "source.export", "{}", EVERYBODY },
	{ "mail.list", "{}", "ada bolt" },
	{ "mail.show", "{\"id\":\"" MAIL "\"}", "ada" },
	{ "mail.retry", "{\"ids\":[\"" MAIL "\"]}", "ada" },
	{ "mail.drop", "{\"ids\":[\"" MAIL "\"]}", "ada" },
	{ "mail.test", "{\"address\":\"x@acme.example\"}", "ada bolt" },
	{ "mail.preview", "{\"template\":\"link\",\"person\":\"subworker\"}",
	    "ada" },
	{ "audit.list", "{}", EVERYBODY },
	{ "audit.verify", NULL, "ada bolt" },
	{ "events", "{\"since\":0}", EVERYBODY },
	{ "audit.archive", "{}", "" },
	{ "audit.key", "{}", "" },
	{ "audit.file", "{\"file\":\"/nowhere\"}", "" },
	{ "audit.verify-file", "{\"file\":\"/nowhere\"}", "" },
	{ "snapshot.publish", NULL, "" },
	{ "database.copies", NULL, "" },
	{ "database.backup", "{}", "" },
	{ "database.restore", "{\"copy\":\"/nowhere\"}", "" },
	{ "terminal.check", NULL, "" },
	{ "terminal.clock", NULL, "" },
	{ "terminal.setup",
	    "{\"org\":\"beta\",\"org_title\":\"Beta\",\"terminal\":\"van-7\","
	    "\"site\":\"\",\"admin\":\"eve\",\"admin_first\":\"Eve\","
	    "\"admin_last\":\"\",\"admin_email\":\"eve@example.com\","
	    "\"admin_password\":\"R3Jhbml0ZS04OC1xdWFycnk=\"}",
	    "" },
};

/* Whether NAME is one of the WORDS, separated by blanks. */
static bool
is_among(const char *name, const char *words)
{
	size_t len = strlen(name);

	for (const char *at = strstr(words, name); at != NULL;
	     at = strstr(at + 1, name))
		if ((at == words || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

/* A source with a rule and a decision, for requests about them. */
static void
connect_books(struct company *company)
{
	static const struct {
		const char *name, *params;
	} steps[] = {
		{ "source.connect",
		    "{\"source\":\"books\",\"access_token\":\"" SECRET "\","
		    "\"refresh_token\":\"" SECRET "\",\"realm\":\"9341\"}" },
		{ "source.rule-add",
		    "{\"source\":\"books\",\"field\":\"any\","
		    "\"kind\":\"external\"}" },
		{ "source.decide", "{" RECORD ",\"decision\":\"ignore\"}" },
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		asked_ends(ask_as_root(company, steps[i].name, steps[i].params),
		    EX_OK);
}

static int
open_staff(void **state)
{
	static const char conf[] =
	    "[terminal]\nname = van-7\norgs = acme bolt\n"
	    "[source books]\ntype = quickbooks\norg = acme\n"
	    "client_id = ABc123\n"
	    "client_secret_file = /etc/fieldauth/books.secret\n"
	    "[mail]\nsmtp_url = smtp://localhost\n"
	    "from = mail@acme.example\n";
	struct company *company;

	if (staff_open(state) != 0)
		return -1;
	company = *state;
	/* each has an address, which me.verify-email needs */
	company_sql(company,
	    "UPDATE person SET email = login || '@acme.example',"
	    " email_folded = login || '@acme.example' WHERE email = ''");
	company_sql(company,
	    "INSERT INTO outbox (id, template, person_id, org_id, channel,"
	    " fields, created_at, not_before) SELECT '" MAIL "', 'link', id,"
	    " org_id, 'mail', x'00', 1, 1 FROM person"
	    " WHERE login = 'subworker'");
	if (file_replace(
		company->paths.conf_file, conf, sizeof(conf) - 1, 0644) != 0)
		return -1;
	connect_books(company);
	return 0;
}

/* --- the table is complete ----------------------------------------------------- */

static bool
has_row(const struct control_request *request, void *context)
{
	size_t found = 0;

	(void)context;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		found += strcmp(rows[i].name, request->name) == 0;
	if (found == 0)
		fail_msg("%s has no row: say who is served", request->name);
	return true;
}

static void
R14_every_request_says_whom_it_serves(void **state)
{
	(void)state;
	control_each(has_row, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (control_find(rows[i].name) == NULL)
			fail_msg("there is no request %s", rows[i].name);
}

/* --- sending requests
 * ------------------------------------------------------------ */

/* Refusals by rules, and hidden people and objects; EX_CONFIG: a source's name
 * that another organisation has. */
static bool
is_refusal(int exit_code)
{
	return exit_code == EX_NOPERM || exit_code == EX_NOUSER ||
	    exit_code == EX_UNAVAILABLE || exit_code == EX_DATAERR ||
	    exit_code == EX_CONFIG;
}

static struct asked
ask_row(struct company *company, const struct row *row, const char *login)
{
	struct user user = company_user(company, login);
	struct control_host host = host_of(company, &user);

	return ask_by(&host, row->name, row->params,
	    (control_find(row->name)->flags & CONTROL_CHANGES) != 0);
}

static void
R14_every_request_by_each_of_the_staff(void **state)
{
	static const char *const actors[] = { "ada", "accounts", "dispatcher",
		"fieldworker", "helper", "plain", "subworker", "viewer",
		"bolt" };
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t a = 0; a < sizeof(actors) / sizeof(actors[0]);
		     a++) {
			struct asked asked = ask_row(
			    company, &rows[i], actors[a]);
			bool served = is_among(actors[a], rows[i].served);
			int code = asked.answer.exit_code;

			if (served ? code != EX_OK : !is_refusal(code))
				fail_msg("%s by %s: %d %s", rows[i].name,
				    actors[a], code, asked_code(&asked));
			asked_release(&asked);
		}
}

/* A person who may not sign in can send no request at all. */
static void
S3_blocked_or_deleted_people_are_served_nothing(void **state)
{
	struct company *company = *state;

	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'manager'");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		asked_ends(ask_row(company, &rows[i], "manager"), EX_NOPERM);
		asked_ends(ask_row(company, &rows[i], "gone"), EX_NOPERM);
	}
}

/* --- one person's sessions ------------------------------------------------------- */

static void
X2_open_sessions_are_shown_to_those_who_may_see_them(void **state)
{
	static const struct {
		const char *login;
		size_t count;
	} cases[] = { { "ada", 1 }, { "viewer", 1 }, { "subworker", 1 },
		{ "fieldworker", 1 } };
	struct company *company = *state;

	company_sql(company,
	    "INSERT INTO session (id, person_id, terminal, service, tty,"
	    " address, method, leader_pid, leader_started, boot_id, epoch,"
	    " opened_at) SELECT '1', id, 'van-7', 'sshd', '', '', 'password',"
	    " 1, 1, 'boot', session_epoch, 1 FROM person"
	    " WHERE login = 'subworker'");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct user user = company_user(company, cases[i].login);
		struct asked asked = ask_as(
		    company, &user, "user.show", "{\"person\":\"subworker\"}");

		assert_int_equal(asked.answer.exit_code, EX_OK);
		if (json_array_size(json_object_get(
			asked.answer.result, "sessions")) != cases[i].count)
			fail_msg("%s", cases[i].login);
		asked_release(&asked);
	}
}

/* --- U5: the caller's own account
 * ------------------------------------------------- */

static void
U5_people_change_what_is_their_own_through_the_door(void **state)
{
	static const struct {
		const char *login, *params;
		int exit_code;
	} cases[] = {
		{ "subworker", "\"phone\":\"5550100\"", EX_OK },
		{ "subworker", "\"first_name\":\"Sam\"", EX_OK },
		{ "subworker", "\"language\":\"es\"", EX_OK },
		{ "subworker", "\"street\":\"Main St 1\"", EX_OK },
		{ "subworker", "\"email\":\"s@x.example\"", EX_NOPERM },
		{ "subworker", "\"title\":\"Boss\"", EX_NOPERM },
		{ "subworker", "\"kind\":\"internal\"", EX_NOPERM },
		{ "subworker", "\"lead\":\"none\"", EX_NOPERM },
		{ "subworker", "\"shell\":\"/bin/zsh\"", EX_NOPERM },
		{ "subworker", "\"expires_at\":\"\"", EX_NOPERM },
		{ "plain", "\"phone\":\"5550100\"", EX_NOPERM },
		{ "ada", "\"phone\":\"5550100\"", EX_OK },
	};
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct user user = company_user(company, cases[i].login);
		char params[200];
		struct asked asked;

		(void)snprintf(params, sizeof(params), "{\"person\":\"%s\",%s}",
		    cases[i].login, cases[i].params);
		asked = ask_as(company, &user, "user.edit", params);
		if (asked.answer.exit_code != cases[i].exit_code)
			fail_msg("%s %s: %d %s", cases[i].login,
			    cases[i].params, asked.answer.exit_code,
			    asked_code(&asked));
		asked_release(&asked);
	}
	assert_string_equal(
	    company_user(company, "subworker").phone, "5550100");
}

/* A name of another organisation is refused like an unknown name. */
static void
X4_refused_caller_learns_no_names_of_another_organisation(void **state)
{
	static const char person[] = "\"login\":\"new\",\"first_name\":\"F\"";
	static const char rule[] = "\"source\":\"books\",\"field\":\"any\"";
	static const struct {
		const char *name, *params, *more, *code;
	} cases[] = {
		{ "user.add", person, "\"roles\":[\"boss\"]", "no_such_role" },
		{ "user.add", person, "\"roles\":[\"nobodys\"]",
		    "no_such_role" },
		{ "user.add", person, "\"site\":\"far\"", "no_such_place" },
		{ "user.add", person, "\"site\":\"nobodys\"", "no_such_place" },
		{ "source.rule-add", rule, "\"role\":\"boss\"",
		    "no_such_role" },
		{ "source.rule-add", rule, "\"site\":\"far\"",
		    "no_such_place" },
	};
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char params[200];

		(void)snprintf(params, sizeof(params), "{%s,%s}",
		    cases[i].params, cases[i].more);
		asked_refused(
		    ask_as(company, &company->ada, cases[i].name, params),
		    cases[i].code);
	}
}

/* The company's records determine its people's phones and addresses. */
static void
A11_holder_of_settings_edit_connects_no_company(void **state)
{
	static const char connect[] =
	    "{\"source\":\"books\",\"access_token\":\"" SECRET "\","
	    "\"refresh_token\":\"" SECRET "\",\"realm\":\"666\","
	    "\"replace\":true}";
	struct company *company = *state;
	struct user helper = company_user(company, "helper");

	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission, effect,"
	    " granted_by, granted_at) SELECT 'se', id, 'settings.edit',"
	    " 'grant', 'root', 0 FROM person WHERE login = 'helper'");
	asked_ends(ask_as(company, &helper, "source.rule-remove",
		       "{\"source\":\"books\",\"position\":1}"),
	    EX_OK);
	asked_refused(ask_as(company, &helper, "source.connect", connect),
	    "super_admin_only");
	asked_ends(
	    ask_as(company, &company->ada, "source.connect", connect), EX_OK);
}

/* Lists contain what may be seen, row by row. */
static void
R10_R14_lists_through_the_door_show_what_may_be_seen(void **state)
{
	static const struct {
		const char *login;
		size_t people, roles, sites;
	} cases[] = {
		{ "ada", 12, 10, 1 },
		{ "dispatcher", 12, 10, 0 },
		{ "fieldworker", 2, 1, 0 },
		{ "subworker", 1, 1, 0 },
		{ "plain", 1, 0, 0 },
		{ "bolt", 1, 1, 1 },
	};
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct user user = company_user(company, cases[i].login);
		struct asked people = ask_as(company, &user, "user.list", NULL);
		struct asked roles = ask_as(company, &user, "role.list", NULL);
		struct asked sites = ask_as(company, &user, "site.list", NULL);

		if (json_array_size(people.rows) != cases[i].people ||
		    json_array_size(roles.rows) != cases[i].roles ||
		    json_array_size(sites.rows) != cases[i].sites)
			fail_msg("%s: %zu people, %zu roles, %zu sites",
			    cases[i].login, json_array_size(people.rows),
			    json_array_size(roles.rows),
			    json_array_size(sites.rows));
		asked_release(&people);
		asked_release(&roles);
		asked_release(&sites);
	}
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, open_staff, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(R14_every_request_says_whom_it_serves),
		CLAIM(R14_every_request_by_each_of_the_staff),
		CLAIM(S3_blocked_or_deleted_people_are_served_nothing),
		CLAIM(X2_open_sessions_are_shown_to_those_who_may_see_them),
		CLAIM(U5_people_change_what_is_their_own_through_the_door),
		CLAIM(
		    X4_refused_caller_learns_no_names_of_another_organisation),
		CLAIM(A11_holder_of_settings_edit_connects_no_company),
		CLAIM(R10_R14_lists_through_the_door_show_what_may_be_seen),
	};

	return cmocka_run_group_tests_name("control rights", tests, NULL, NULL);
}
