/* The people who can issue codes without mail (N8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/access/code_issuer.h"
#include "tests/support/company.h"

static size_t
issuers(struct company *company, size_t max)
{
	struct name_list logins = { NULL, 0 };
	size_t count;

	assert_int_equal(
	    code_issuer_list(company->store, company->org.id, max, &logins), 0);
	count = logins.count;
	name_list_release(&logins);
	return count;
}

static void
N8_the_first_administrator_can_issue_codes(void **state)
{
	struct company *company = *state;
	struct name_list logins = { NULL, 0 };

	(void)company_add(company, "dan", "dispatcher");
	assert_int_equal(
	    code_issuer_list(company->store, company->org.id, 9, &logins), 0);
	assert_int_equal(logins.count, 1);
	assert_string_equal(logins.names[0], "ada");
	name_list_release(&logins);
}

static void
N8_roles_grants_and_full_access_count_and_denials_do_not(void **state)
{
	struct company *company = *state;

	(void)company_add(company, "finn", "fieldworker");
	assert_int_equal(issuers(company, 9), 2);
	(void)company_add(company, "gina", "dispatcher");
	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission, effect,"
	    " granted_by, granted_at)"
	    " SELECT 'g', id, 'codes.issue', 'grant', 'root', 1 FROM person"
	    " WHERE login = 'gina'");
	assert_int_equal(issuers(company, 9), 3);
	(void)company_add(company, "hal", NULL);
	company_sql(
	    company, "UPDATE person SET full_access = 1 WHERE login = 'hal'");
	assert_int_equal(issuers(company, 9), 4);
	assert_int_equal(issuers(company, CODE_ISSUERS_MIN), 2);
	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission, effect,"
	    " granted_by, granted_at)"
	    " SELECT 'd', id, 'codes.issue', 'deny', 'root', 1 FROM person"
	    " WHERE login = 'finn'");
	assert_int_equal(issuers(company, 9), 3);
}

static void
N8_people_who_cannot_sign_in_do_not_count(void **state)
{
	static const char *const changes[] = { "status = 'inactive'",
		"blocked = 1", "held = 1", "expires_at = 1" };
	struct company *company = *state;
	char sql[160];

	(void)company_add(company, "finn", "fieldworker");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		company_sql(company,
		    "UPDATE person SET status = 'active', blocked = 0,"
		    " held = 0, expires_at = NULL WHERE login = 'finn'");
		assert_int_equal(issuers(company, 9), 2);
		(void)snprintf(sql, sizeof(sql),
		    "UPDATE person SET %s WHERE login = 'finn'", changes[i]);
		company_sql(company, sql);
		assert_int_equal(issuers(company, 9), 1);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(N8_the_first_administrator_can_issue_codes),
		TEST(N8_roles_grants_and_full_access_count_and_denials_do_not),
		TEST(N8_people_who_cannot_sign_in_do_not_count),
	};

	return cmocka_run_group_tests_name("code_issuer", tests, NULL, NULL);
}
