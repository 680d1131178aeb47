/* The rights of one person, compared with those of another (S7, R5-R9, R16). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/access/actor.h"
#include "store/access/held.h"
#include "store/people/permission.h"
#include "store/people/role.h"
#include "store/people/user.h"
#include "tests/support/company.h"

static void run_sql(struct company *company, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
run_sql(struct company *company, const char *format, ...)
{
	char sql[1024];
	va_list args;

	va_start(args, format);
	assert_true(
	    vsnprintf(sql, sizeof(sql), format, args) < (int)sizeof(sql));
	va_end(args);
	company_sql(company, sql);
}

static void
grant(struct company *company, const char *login, const char *permission,
    const char *place_id, const char *effect)
{
	run_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission,"
	    " place_id, effect, granted_by, granted_at)"
	    " SELECT hex(randomblob(8)), id, '%s', '%s', '%s', 'root', 0"
	    " FROM person WHERE login = '%s'",
	    permission, place_id, effect, login);
}

static void
place(struct company *company, const char *login, const char *id)
{
	run_sql(company,
	    "INSERT INTO person_place (id, person_id, place_id, granted_by,"
	    " granted_at) SELECT hex(randomblob(8)), id, '%s', 'root', 0"
	    " FROM person WHERE login = '%s'",
	    id, login);
}

/* Whether A has all rights of B; MISSING names the first one that A lacks. */
static bool
covers(struct company *company, const char *a, const char *b, char *missing)
{
	struct user one = company_user(company, a);
	struct user other = company_user(company, b);
	struct held *mine = NULL, *theirs = NULL;
	bool result;

	assert_int_equal(held_load(company->store, &one, &mine), FIELD_OK);
	assert_int_equal(held_load(company->store, &other, &theirs), FIELD_OK);
	result = held_covers(mine, theirs, missing);
	held_free(mine);
	held_free(theirs);
	return result;
}

static int
two_people(void **state)
{
	struct company *company;

	if (company_open(state) != 0)
		return -1;
	company = *state;
	(void)company_add(company, "one", NULL);
	(void)company_add(company, "two", NULL);
	company_sql(company,
	    "INSERT INTO place (id, org_id, kind, name, title, created_at)"
	    " SELECT 'yard', id, 'site', 'yard', 'Yard', 1 FROM org UNION ALL"
	    " SELECT 'van', id, 'veh', 'van', 'Van', 1 FROM org");
	return 0;
}

/* Loading all rights at once agrees with role_person_can() for each
 * permission. */
static void
held_permissions_match_those_of_the_person(void **state)
{
	static const char *const roles[] = { "admin", "dispatcher", "sales",
		"support", "accounts", "fieldworker", "subworker", "manager",
		"technician", "viewer" };
	static const char *const kinds[] = { "internal", "external",
		"fieldworker", "subworker" };
	struct company *company = *state;
	size_t checked = 0;

	grant(company, "one", "payroll.view", "", "grant");
	grant(company, "one", "tickets.view", "", "deny");
	run_sql(company,
	    "INSERT INTO kind_cap SELECT id, 'fieldworker', 'tickets.edit'"
	    " FROM org");
	for (size_t r = 0; r < sizeof(roles) / sizeof(roles[0]); r++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			char name[PERMISSION_MAX];
			struct held *held = NULL;
			struct user user;

			run_sql(company,
			    "DELETE FROM person_role WHERE person_id ="
			    " (SELECT id FROM person WHERE login = 'one');"
			    "INSERT INTO person_role (id, person_id, role_id,"
			    " granted_by, granted_at) SELECT 'x', p.id, r.id,"
			    " 'root', 0 FROM person p, role r"
			    " WHERE p.login = 'one' AND r.name = '%s';"
			    "UPDATE person SET kind = '%s'"
			    " WHERE login = 'one'",
			    roles[r], kinds[k]);
			user = company_user(company, "one");
			assert_int_equal(
			    held_load(company->store, &user, &held), FIELD_OK);
			for (int i = 0; permission_name(i, name)[0] != '\0';
			     i++) {
				bool can;

				assert_int_equal(role_person_can(company->store,
						     user.id, name, NULL, &can),
				    FIELD_OK);
				if (can != held_has(held, name))
					fail_msg("%s %s %s: %d", roles[r],
					    kinds[k], name, can);
				checked++;
			}
			held_free(held);
		}
	assert_true(checked > 4000);
}

static void
each_permission_counts(void **state)
{
	struct company *company = *state;
	char missing[HELD_MISSING_SIZE];

	assert_true(covers(company, "one", "two", missing));
	grant(company, "two", "invoices.edit", "", "grant");
	assert_false(covers(company, "one", "two", missing));
	assert_string_equal(missing, "invoices.edit");
	assert_true(covers(company, "two", "one", missing));
	grant(company, "one", "invoices.edit", "", "grant");
	grant(company, "one", "invoices.view", "", "grant");
	assert_true(covers(company, "one", "two", missing));
	/* and full access includes this */
	assert_true(covers(company, "ada", "two", missing));
	assert_false(covers(company, "one", "ada", missing));
}

static void
R5_full_access_is_more_than_every_permission(void **state)
{
	struct company *company = *state;
	char missing[HELD_MISSING_SIZE];

	run_sql(
	    company, "UPDATE person SET full_access = 1 WHERE login = 'two'");
	assert_false(covers(company, "one", "two", missing));
	assert_true(covers(company, "two", "one", missing));
	assert_true(covers(company, "ada", "two", missing));
	/* a kind that cannot have it has none of it */
	run_sql(company,
	    "UPDATE person SET kind = 'fieldworker' WHERE login = 'two'");
	assert_true(covers(company, "one", "two", missing));
}

static void
R7_R8_places_count(void **state)
{
	struct company *company = *state;
	char missing[HELD_MISSING_SIZE];

	place(company, "two", "yard");
	assert_false(covers(company, "one", "two", missing));
	assert_string_equal(missing, "site yard");
	place(company, "one", "yard");
	assert_true(covers(company, "one", "two", missing));
	place(company, "two", "van");
	assert_false(covers(company, "one", "two", missing));
	run_sql(company,
	    "INSERT INTO person_every_place SELECT id, 'veh', 'root', 0"
	    " FROM person WHERE login = 'one'");
	assert_true(covers(company, "one", "two", missing));
	/* all of them, including future ones, is more than all existing ones */
	run_sql(company,
	    "INSERT INTO person_every_place SELECT id, 'site', 'root', 0"
	    " FROM person WHERE login = 'two'");
	assert_false(covers(company, "one", "two", missing));
	assert_string_equal(missing, "site *");
}

static void
R9_a_grant_at_one_place_counts_there(void **state)
{
	struct company *company = *state;
	char missing[HELD_MISSING_SIZE];

	place(company, "one", "yard");
	grant(company, "two", "invoices.edit", "yard", "grant");
	/* a person who is not assigned to the place has none of it */
	assert_true(covers(company, "one", "two", missing));
	place(company, "two", "yard");
	assert_false(covers(company, "one", "two", missing));
	assert_string_equal(missing, "invoices.edit");
	grant(company, "one", "invoices.edit", "", "grant");
	assert_true(covers(company, "one", "two", missing));
	/* one's own denial at that place */
	grant(company, "one", "invoices.edit", "yard", "deny");
	assert_false(covers(company, "one", "two", missing));
}

static void
R12_R16_groups_of_the_machine_and_approval_groups_count(void **state)
{
	struct company *company = *state;
	char missing[HELD_MISSING_SIZE];

	run_sql(company,
	    "INSERT INTO role (id, org_id, name, title, created_at)"
	    " SELECT 'serial', id, 'serial', 'Serial', 1 FROM org;"
	    "INSERT INTO role_local_group VALUES ('serial', 'dialout', 1);"
	    "INSERT INTO person_role (id, person_id, role_id, granted_by,"
	    " granted_at) SELECT 'x', id, 'serial', 'root', 0 FROM person"
	    " WHERE login = 'two'");
	assert_false(covers(company, "one", "two", missing));
	assert_string_equal(missing, "group dialout");
	run_sql(company,
	    "DELETE FROM role_local_group;"
	    "INSERT INTO person_approval SELECT p.id, g.id,"
	    " 'root', 0 FROM person p, approval_group g"
	    " WHERE p.login = 'two'");
	assert_false(covers(company, "one", "two", missing));
	assert_string_equal(missing, "appr people");
}

static void
R12_a_delegation_counts_while_it_lasts(void **state)
{
	struct company *company = *state;
	char missing[HELD_MISSING_SIZE];

	run_sql(company,
	    "INSERT INTO delegation (id, from_id, to_id, role_id, starts_at,"
	    " ends_at, created_by, created_at) SELECT 'd', a.id, t.id, r.id,"
	    " %lld, %lld, 'root', 1 FROM person a, person t, role r"
	    " WHERE a.login = 'ada' AND t.login = 'two'"
	    " AND r.name = 'dispatcher'",
	    (long long)COMPANY_NOW - 10, (long long)COMPANY_NOW + 10);
	assert_false(covers(company, "one", "two", missing));
	company->clock = clock_fixed(COMPANY_NOW + 10);
	assert_true(covers(company, "one", "two", missing));
}

static void
codenames_and_numbers_are_the_same_list(void **state)
{
	char name[PERMISSION_MAX];
	int count = 0;

	(void)state;
	for (; permission_name(count, name)[0] != '\0'; count++) {
		assert_int_equal(permission_index(name), count);
		assert_true(permission_exists(name));
	}
	assert_true(count > 100);
	assert_int_equal(permission_index("users.fly"), -1);
	assert_int_equal(permission_index("users"), -1);
	assert_int_equal(permission_index(""), -1);
	assert_string_equal(permission_name(-1, name), "");
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, two_people, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(held_permissions_match_those_of_the_person),
		CLAIM(each_permission_counts),
		CLAIM(R5_full_access_is_more_than_every_permission),
		CLAIM(R7_R8_places_count),
		CLAIM(R9_a_grant_at_one_place_counts_there),
		CLAIM(R12_R16_groups_of_the_machine_and_approval_groups_count),
		CLAIM(R12_a_delegation_counts_while_it_lasts),
		CLAIM(codenames_and_numbers_are_the_same_list),
	};

	return cmocka_run_group_tests_name("held", tests, NULL, NULL);
}
