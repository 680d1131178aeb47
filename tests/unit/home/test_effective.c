/* Login shells, and what a session gets where the person's record is silent
 * (U11). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "snapshot/reader.h"
#include "store/home/effective.h"
#include "store/home/shell.h"
#include "store/publish/publish.h"
#include "store/signin/signin.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

/* --- shells ------------------------------------------------------------------- */

static void
U11_shell_is_judged_by_its_file_and_by_etc_shells(void **state)
{
	struct company *company = *state;
	char plain[100], folder[100], own[100];

	(void)snprintf(plain, sizeof(plain), "%s/plain", company->root);
	(void)snprintf(own, sizeof(own), "%s/own", company->root);
	(void)snprintf(folder, sizeof(folder), "%s/folder", company->root);
	assert_int_equal(file_replace(plain, "x", 1, 0644), FIELD_OK);
	assert_int_equal(file_replace(own, "x", 1, 0755), FIELD_OK);
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(shell_look("/bin/bash"), SHELL_FINE);
	assert_int_equal(shell_look("/nonexistent/sh"), SHELL_MISSING);
	assert_int_equal(shell_look(plain), SHELL_NOT_EXECUTABLE);
	assert_int_equal(shell_look(folder), SHELL_NOT_EXECUTABLE);
	assert_int_equal(shell_look(own), SHELL_UNLISTED);
	assert_int_equal(shell_look("/usr/sbin/nologin"), SHELL_NO_LOGIN);
	assert_int_equal(shell_look("/bin/false"), SHELL_NO_LOGIN);
}

static void
U11_shell_that_cannot_be_started_is_refused_and_others_are_not(void **state)
{
	static const struct {
		const char *shell;
		enum reason reason;
	} cases[] = {
		{ "/nonexistent/sh", REASON_SHELL_MISSING },
		{ "/bin/zsch", REASON_SHELL_MISSING },
		{ "/usr/bin", REASON_SHELL_NOT_EXECUTABLE },
		{ "/etc/passwd", REASON_SHELL_NOT_EXECUTABLE },
		{ "/usr/sbin/nologin", REASON_NONE },
		{ "/bin/true", REASON_NONE },
		{ "/bin/bash", REASON_NONE },
		{ "", REASON_NONE },
	};
	struct company *company = *state;
	struct user jane = company_add(company, "jane", NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct user_edit edit = { .shell = cases[i].shell };
		struct change *change = company_root(company);
		struct refusal why = { .reason = REASON_NONE };
		int rc = user_edit(change, jane.id, &edit, &why);

		change_abort(change);
		if (rc !=
			(cases[i].reason == REASON_NONE ? FIELD_OK :
							  FIELD_EDENIED) ||
		    (rc != FIELD_OK && why.reason != cases[i].reason))
			fail_msg("'%s': %d, %s", cases[i].shell, rc,
			    reason_code(why.reason));
	}
}

/* --- what is in effect ---------------------------------------------------------- */

static struct effective
effective_of(struct company *company, const char *login)
{
	struct user user = company_user(company, login);
	struct effective effective;

	assert_int_equal(
	    effective_load(company->store, &user, &effective), FIELD_OK);
	return effective;
}

/* What NSS and a session say of the person is what EFFECTIVE says. */
static void
is_what_a_session_gets(struct company *company, const char *login)
{
	const struct effective effective = effective_of(company, login);
	const struct user user = company_user(company, login);
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	const struct snapshot_source source = { company->paths.snapshot_file };
	struct snapshot_view view;
	struct snapshot_person person;
	struct signin_place place;

	assert_int_equal(publish(company->store, true), FIELD_OK);
	assert_int_equal(snapshot_enter(&cache, &source, &view), SNAPSHOT_OK);
	assert_int_equal(snapshot_by_login(&view, login, &person), SNAPSHOT_OK);
	assert_string_equal(person.home, effective.home);
	assert_string_equal(person.shell, effective.shell);
	snapshot_leave(&view);
	snapshot_cache_close(&cache);
	assert_int_equal(
	    signin_place(company->store, user.id, &place), FIELD_OK);
	assert_string_equal(place.landing, effective.landing);
}

static void
U11_person_comes_before_role_before_terminal(void **state)
{
	struct company *company = *state;
	struct effective effective;

	(void)company_add(company, "jane", "dispatcher");
	effective = effective_of(company, "jane");
	assert_string_equal(effective.home, "/home/jane");
	assert_string_equal(effective.shell, "/bin/bash");
	assert_string_equal(effective.landing, "");
	assert_int_equal(effective.home_from, FROM_DEFAULT);
	assert_int_equal(effective.shell_from, FROM_DEFAULT);
	assert_int_equal(effective.landing_from, FROM_NOTHING);
	is_what_a_session_gets(company, "jane");
	(void)strcpy(company->config.shell, "/bin/sh");
	(void)strcpy(company->config.home_template, "/srv/%s/home");
	effective = effective_of(company, "jane");
	assert_string_equal(effective.home, "/srv/jane/home");
	assert_int_equal(effective.home_from, FROM_TERMINAL);
	assert_int_equal(effective.shell_from, FROM_TERMINAL);
	is_what_a_session_gets(company, "jane");
	company_sql(company,
	    "UPDATE role SET shell = '/bin/role', landing = 'map'"
	    " WHERE name = 'dispatcher'");
	effective = effective_of(company, "jane");
	assert_string_equal(effective.shell, "/bin/role");
	assert_string_equal(effective.landing, "map");
	assert_int_equal(effective.shell_from, FROM_ROLE);
	assert_int_equal(effective.landing_from, FROM_ROLE);
	is_what_a_session_gets(company, "jane");
	company_sql(company,
	    "UPDATE person SET shell = '/bin/own', home = '/own',"
	    " landing = 'orders' WHERE login = 'jane'");
	effective = effective_of(company, "jane");
	assert_string_equal(effective.shell, "/bin/own");
	assert_int_equal(effective.home_from, FROM_PERSON);
	assert_int_equal(effective.shell_from, FROM_PERSON);
	assert_int_equal(effective.landing_from, FROM_PERSON);
	is_what_a_session_gets(company, "jane");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(U11_shell_is_judged_by_its_file_and_by_etc_shells),
		TEST(
		    U11_shell_that_cannot_be_started_is_refused_and_others_are_not),
		TEST(U11_person_comes_before_role_before_terminal),
	};

	return cmocka_run_group_tests_name("effective", tests, NULL, NULL);
}
