/* Setting up an organisation and its first terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/core/user.h"
#include "store/org/org_setup.h"
#include "store/people/org.h"
#include "store/people/place.h"
#include "store/people/role.h"
#include "store/people/terminal.h"
#include "tests/support/company.h"

static void
setup_makes_org_roles_terminal_and_admin(void **state)
{
	struct company *company = *state;
	struct terminal terminal;
	struct place site;
	bool admits = false, can = false;

	assert_string_equal(company->org.title, "Acme Field Services");
	assert_int_equal(terminal_here(company->store, &terminal), FIELD_OK);
	assert_int_equal(
	    place_by_name(company->store, "site", "depot-north", &site),
	    FIELD_OK);
	assert_string_equal(terminal.site_id, site.id);
	assert_int_equal(terminal_admits_org(company->store, terminal.id,
			     company->org.id, &admits),
	    FIELD_OK);
	assert_true(admits);
	assert_int_equal(role_person_can(company->store, company->ada.id,
			     "settings.super-admin", NULL, &can),
	    FIELD_OK);
	assert_true(can);
	assert_int_equal(company->ada.status, USER_ACTIVE);
	assert_false(company->ada.held);
	assert_int_equal(company->ada.uid, company->config.uid_min);
}

static void
setup_makes_the_groups_of_each_kind(void **state)
{
	struct company *company = *state;

	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM os_group WHERE name IN"
			     " ('org-acme', 'assignable', 'role-dispatcher',"
			     " 'site-depot-north', 'appr-people')"),
	    5);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM exposed_permission AS e"
			     " WHERE NOT EXISTS (SELECT 1 FROM os_group"
			     " WHERE kind = 'perm' AND owner = e.permission)"),
	    0);
	assert_true(company_count(company,
			"SELECT count(*) FROM exposed_permission") >= 8);
	/* numbers from the configured range, each once */
	assert_int_equal(
	    company_count(company, "SELECT min(gid) FROM os_group"),
	    company->config.gid_min);
	assert_int_equal(company_count(company,
			     "SELECT count(*) - count(DISTINCT gid)"
			     " FROM os_group"),
	    0);
}

static int
try_setup(struct company *company, struct actor actor,
    const struct setup *changes, struct refusal *why)
{
	struct setup setup = {
		.org = changes->org ? changes->org : "beta",
		.org_title = "Beta",
		.admin = changes->admin ? changes->admin : "bob",
		.admin_first = "Bob",
		.admin_last = "Boss",
		.admin_email = changes->admin_email ? changes->admin_email :
						      "bob@beta.example",
		.admin_password = changes->admin_password,
		.terminal = "van-8",
		.site = changes->site ? changes->site : "",
	};
	struct change *change;
	int err;

	assert_int_equal(change_begin(company->store, &actor, &change), 0);
	err = org_setup(change, &setup, why);
	change_abort(change);
	return err;
}

static void
a_second_setup_is_refused(void **state)
{
	struct setup setup = { 0 };
	struct refusal why;

	assert_int_equal(
	    try_setup(*state, actor_root("fieldctl"), &setup, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_SET_UP_ALREADY);
	assert_string_equal(why.text[0], "acme");
}

static void
only_root_sets_up(void **state)
{
	struct setup setup = { 0 };
	struct refusal why;

	assert_int_equal(try_setup(*state, actor_sync("books"), &setup, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_ROOT_ONLY);
}

static void
bad_input_leaves_nothing_behind(void **state)
{
	static const struct {
		struct setup setup;
		enum reason reason;
	} cases[] = {
		{ { .org = "Beta Ltd" }, REASON_BAD_NAME },
		{ { .org = "" }, REASON_BAD_NAME },
		{ { .org = "a-name-that-is-too-long-for-its-group" },
		    REASON_BAD_NAME },
		{ { .admin = "root" }, REASON_LOCAL_NAME },
		{ { .admin = "sudo" }, REASON_LOCAL_NAME },
		{ { .admin = "nginx" }, REASON_RESERVED_LOGIN },
		{ { .admin = "role-admin" }, REASON_RESERVED_LOGIN },
		{ { .admin_email = "not an address" }, REASON_BAD_EMAIL },
		{ { .site = "depot\nnorth" }, REASON_BAD_NAME },
	};
	struct company *company = *state;
	struct refusal why;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(try_setup(company, actor_root("fieldctl"),
				     &cases[i].setup, &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, cases[i].reason);
	}
	assert_int_equal(company_count(company,
			     "SELECT (SELECT count(*) FROM org)"
			     " + (SELECT count(*) FROM person)"
			     " + (SELECT count(*) FROM os_group)"
			     " + (SELECT count(*) FROM audit"
			     "     WHERE outcome = 'done')"),
	    0);
}

static void
a_weak_password_is_refused(void **state)
{
	struct secret secret = SECRET_INIT;
	struct setup setup = { .admin_password = &secret };
	struct refusal why;

	assert_int_equal(secret_init(&secret, "short", 5), FIELD_OK);
	assert_int_equal(
	    try_setup(*state, actor_root("fieldctl"), &setup, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_PASSWORD_SHORT);
	secret_release(&secret);
}

static void
ranges_that_others_use_are_refused(void **state)
{
	static const uint32_t ranges[][4] = {
		{ 1000, 2000, 65600, 69999 },   /* adduser's people */
		{ 70000, 99999, 60001, 60513 }, /* systemd's homes */
		{ 70000, 99999, 80000, 90000 }, /* each other */
	};
	struct company *company = *state;
	struct setup setup = { 0 };
	struct refusal why;

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		company->config.uid_min = ranges[i][0];
		company->config.uid_max = ranges[i][1];
		company->config.gid_min = ranges[i][2];
		company->config.gid_max = ranges[i][3];
		assert_int_equal(
		    try_setup(company, actor_root("fieldctl"), &setup, &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_BAD_ID_RANGE);
	}
}

static void
orgs_are_listed_and_found(void **state)
{
	struct company *company = *state;
	struct org *orgs = NULL, org;
	size_t count = 0;

	assert_int_equal(org_list(company->store, &orgs, &count), FIELD_OK);
	assert_int_equal(count, 1);
	assert_string_equal(orgs[0].name, "acme");
	assert_int_equal(org_by_id(company->store, orgs[0].id, &org), FIELD_OK);
	assert_int_equal(
	    org_by_name(company->store, "none", &org), FIELD_ENOTFOUND);
	free(orgs);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)
#define TEST_EMPTY(f) \
	cmocka_unit_test_setup_teardown(f, company_open_empty, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(setup_makes_org_roles_terminal_and_admin),
		TEST(setup_makes_the_groups_of_each_kind),
		TEST(a_second_setup_is_refused),
		TEST_EMPTY(only_root_sets_up),
		TEST_EMPTY(bad_input_leaves_nothing_behind),
		TEST_EMPTY(a_weak_password_is_refused),
		TEST_EMPTY(ranges_that_others_use_are_refused),
		TEST(orgs_are_listed_and_found),
	};

	return cmocka_run_group_tests_name("org", tests, NULL, NULL);
}
