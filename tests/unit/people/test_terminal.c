/* The people whom this terminal admits and shows: [terminal] orgs and the
 * database (X4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "snapshot/reader.h"
#include "store/people/terminal.h"
#include "store/publish/publish.h"
#include "store/signin/signin.h"
#include "store/verb/place.h"
#include "tests/support/company.h"

#define BOLT "b0000000-0000-4000-8000-000000000001"

/* A second organisation, to which the database does not bind the terminal;
 * bea is one of its people. */
static int
open_with_bolt(void **state)
{
	struct company *company;

	if (company_open(state) != 0)
		return -1;
	company = *state;
	(void)company_add(company, "bea", NULL);
	company_sql(company,
	    "INSERT INTO org (id, name, title, created_at)"
	    " VALUES ('" BOLT "', 'bolt', 'Bolt', 1);"
	    "UPDATE person SET org_id = '" BOLT "' WHERE login = 'bea'");
	assert_int_equal(publish(company->store, true), FIELD_OK);
	return 0;
}

static void
configure(struct company *company, const char *orgs)
{
	(void)strcpy(company->config.terminal_orgs, orgs);
}

/* "ada", "bea", both or "": the people whom sign-in does not refuse because of
 * their organisation. */
static const char *
admitted(struct company *company)
{
	static const char *const answers[] = { "", "ada", "bea", "ada bea" };
	static const char *const logins[] = { "ada", "bea" };
	unsigned bits = 0;

	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
		struct user user = company_user(company, logins[i]);
		struct signin_request request = { .login = user.login,
			.uid = user.uid,
			.service = "sshd",
			.tty = "",
			.address = "" };
		struct signin_verdict verdict;

		assert_int_equal(
		    signin_account(company->store, &request, &verdict),
		    FIELD_OK);
		if (verdict.reason != REASON_WRONG_ORG)
			bits |= 1u << i;
	}
	return answers[bits];
}

/* The same for people whom the snapshot knows by name; by uid it knows both. */
static const char *
shown(struct company *company)
{
	static const char *const answers[] = { "", "ada", "bea", "ada bea" };
	static const char *const logins[] = { "ada", "bea" };
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	struct snapshot_source source = { company->paths.snapshot_file };
	struct snapshot_person person;
	struct snapshot_view view;
	unsigned bits = 0;

	assert_int_equal(publish(company->store, false), FIELD_OK);
	assert_int_equal(snapshot_enter(&cache, &source, &view), SNAPSHOT_OK);
	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
		struct user user = company_user(company, logins[i]);

		if (snapshot_by_login(&view, logins[i], &person) == SNAPSHOT_OK)
			bits |= 1u << i;
		assert_int_equal(
		    snapshot_by_uid(&view, user.uid, &person), SNAPSHOT_OK);
		assert_string_equal(person.login, logins[i]);
	}
	snapshot_leave(&view);
	snapshot_cache_close(&cache);
	return answers[bits];
}

static const struct {
	const char *orgs, *admitted, *shown, *unknown;
} cases[] = {
	/* the binding in the database, if there is no other */
	{ "", "ada", "ada", "" },
	{ "  ", "ada", "ada", "" },
	{ "acme", "ada", "ada", "" },
	/* the configuration wins */
	{ "bolt", "bea", "bea", "" },
	{ "acme bolt", "ada bea", "ada bea", "" },
	{ "bolt,\tacme ", "ada bea", "ada bea", "" },
	/* an unknown word admits no organisation and does not affect the
	 * others */
	{ "acme bolt2", "ada", "ada", "bolt2" },
	{ "acm bolt", "bea", "bea", "acm" },
	{ "Acme", "", "ada", "Acme" },
	{ "nowhere acm", "", "ada", "nowhere, acm" },
	{ "%", "", "ada", "%" },
	{ "acmebolt", "", "ada", "acmebolt" },
};

static void
X4_configuration_selects_the_organisations_admitted_and_shown(void **state)
{
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct refusal problem;

		configure(company, cases[i].orgs);
		assert_string_equal(admitted(company), cases[i].admitted);
		assert_string_equal(shown(company), cases[i].shown);
		assert_int_equal(
		    terminal_problem(company->store, &problem), FIELD_OK);
		if (cases[i].unknown[0] == '\0') {
			assert_int_equal(problem.reason, REASON_NONE);
			continue;
		}
		assert_int_equal(problem.reason, REASON_TERMINAL_ORGS);
		assert_string_equal(problem.text[0], cases[i].unknown);
	}
}

/* Otherwise a typing mistake in the name would admit people of other sites. */
static void
X4_unknown_terminal_refuses_all_and_keeps_names(void **state)
{
	static const char *const orgs[] = { "", "acme", "acme bolt" };
	struct company *company = *state;

	(void)strcpy(company->config.terminal_name, "van-8");
	for (size_t i = 0; i < sizeof(orgs) / sizeof(orgs[0]); i++) {
		struct refusal problem;

		configure(company, orgs[i]);
		assert_string_equal(admitted(company), "");
		assert_non_null(strstr(shown(company), "ada"));
		assert_int_equal(
		    terminal_problem(company->store, &problem), FIELD_OK);
		assert_int_equal(problem.reason, REASON_NO_SUCH_TERMINAL);
	}
}

static void
X4_deleted_organisation_does_not_count(void **state)
{
	struct company *company = *state;
	struct refusal problem;

	company_sql(
	    company, "UPDATE org SET deleted_at = 1 WHERE name = 'bolt'");
	configure(company, "acme bolt");
	assert_string_equal(admitted(company), "ada");
	assert_string_equal(shown(company), "ada");
	assert_int_equal(terminal_problem(company->store, &problem), FIELD_OK);
	assert_int_equal(problem.reason, REASON_TERMINAL_ORGS);
}

static void
X4_snapshot_is_due_when_the_organisations_change(void **state)
{
	struct company *company = *state;

	configure(company, "acme");
	assert_false(publish_is_due(company->store)); /* the same ones */
	configure(company, "acme bolt");
	assert_true(publish_is_due(company->store));
	assert_int_equal(publish(company->store, false), FIELD_OK);
	assert_false(publish_is_due(company->store));
	configure(company, "bolt");
	assert_true(publish_is_due(company->store));
}

/* An address is a name only among the people who are shown (U7, U8). */
static void
X4_addresses_of_people_not_shown_do_not_count(void **state)
{
	struct company *company = *state;
	struct snapshot_source source = { company->paths.snapshot_file };
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	struct snapshot_person person;
	struct snapshot_view view;

	company_sql(company,
	    "UPDATE person SET email = 'ada@acme.example',"
	    " email_folded = 'ada@acme.example' WHERE login = 'bea'");
	assert_int_equal(publish(company->store, true), FIELD_OK);
	assert_int_equal(snapshot_enter(&cache, &source, &view), SNAPSHOT_OK);
	assert_int_equal(
	    snapshot_by_email(&view, "ada@acme.example", &person), SNAPSHOT_OK);
	assert_string_equal(person.login, "ada");
	snapshot_leave(&view);
	snapshot_cache_close(&cache);
}

/* --- where it stands -------------------------------------------------------- */

static enum reason
refused_at_site(struct company *company, const char *site)
{
	struct signin_request request = { .login = "jane",
		.uid = company_user(company, "jane").uid,
		.service = "sshd",
		.tty = "",
		.address = "" };
	struct signin_verdict verdict;

	(void)strcpy(company->config.terminal_site, site);
	assert_int_equal(
	    signin_account(company->store, &request, &verdict), FIELD_OK);
	return verdict.reason;
}

static void
site_is_that_of_the_configuration_else_that_of_setup(void **state)
{
	struct company *company = *state;
	struct change *change = company_root(company);
	struct terminal_site site;
	struct signin_place place;
	struct place south;
	struct refusal why;
	struct user jane;

	assert_int_equal(
	    place_add(change, company->org.id, "site", "south", "South", &why),
	    FIELD_OK);
	company_end(change);
	jane = company_add(company, "jane", NULL);
	change = company_root(company);
	assert_int_equal(
	    place_by_name(company->store, "site", "south", &south), FIELD_OK);
	assert_int_equal(
	    place_assign(change, jane.id, south.id, &why), FIELD_OK);
	company_end(change);
	company_sql(company,
	    "INSERT INTO policy (id, org_id, name, value)"
	    " SELECT '1', id, 'site_gate', 'assigned' FROM org"
	    " WHERE name = 'acme'");
	assert_int_equal(refused_at_site(company, ""), REASON_WRONG_SITE);
	assert_int_equal(
	    refused_at_site(company, "depot-north"), REASON_WRONG_SITE);
	assert_int_equal(refused_at_site(company, "mars"), REASON_WRONG_SITE);
	assert_int_equal(
	    terminal_site(company->store, company->org.id, &site), FIELD_OK);
	assert_string_equal(site.id, SITE_UNKNOWN);
	assert_int_not_equal(
	    refused_at_site(company, "south"), REASON_WRONG_SITE);
	assert_int_equal(
	    signin_place(company->store, jane.id, &place), FIELD_OK);
	assert_string_equal(place.site, "south");
	/* for people of another organisation that name is not a site */
	assert_int_equal(terminal_site(company->store, BOLT, &site), FIELD_OK);
	assert_string_equal(site.id, SITE_UNKNOWN);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_with_bolt, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    X4_configuration_selects_the_organisations_admitted_and_shown),
		TEST(X4_unknown_terminal_refuses_all_and_keeps_names),
		TEST(X4_deleted_organisation_does_not_count),
		TEST(X4_snapshot_is_due_when_the_organisations_change),
		TEST(X4_addresses_of_people_not_shown_do_not_count),
		TEST(site_is_that_of_the_configuration_else_that_of_setup),
	};

	return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
