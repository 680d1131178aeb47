/* The roles of people, and what they permit (R1, R5-R10, R15, S7, A10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/core/user.h"
#include "store/people/place.h"
#include "store/people/role.h"
#include "store/people/user.h"
#include "store/verb/place.h"
#include "store/verb/role.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

static struct role
role_named(struct company *company, const char *name)
{
	struct role role;

	assert_int_equal(role_by_name(company->store, name, &role), 0);
	return role;
}

static int
give(struct company *company, struct change *change, const struct user *user,
    const char *name, bool primary, struct refusal *why)
{
	struct role role = role_named(company, name);
	int err = role_assign(change, user->id, role.id, primary, why);

	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return err;
}

static int
take(struct company *company, struct change *change, const struct user *user,
    const char *name, struct refusal *why)
{
	struct role role = role_named(company, name);
	int err = role_unassign(change, user->id, role.id, why);

	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return err;
}

/* The names of the person's roles, between spaces. */
static const char *
roles_of(struct company *company, const struct user *user)
{
	static char text[200];
	struct name_list names;

	text[0] = '\0';
	assert_int_equal(user_roles(company->store, user->id, &names), 0);
	for (size_t i = 0; i < names.count; i++) {
		(void)strcat(text, i == 0 ? "" : " ");
		(void)strcat(text, names.names[i]);
	}
	name_list_release(&names);
	return text;
}

static bool
can(struct company *company, const struct user *user, const char *permission,
    const char *place_id)
{
	bool answer = true;

	assert_int_equal(role_person_can(company->store, user->id, permission,
			     place_id, &answer),
	    FIELD_OK);
	return answer;
}

static void
the_first_role_is_primary_until_another_is_made_so(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct refusal why;

	assert_int_equal(
	    give(company, company_root(company), &bob, "viewer", false, &why),
	    0);
	assert_int_equal(
	    give(company, company_root(company), &bob, "accounts", false, &why),
	    0);
	assert_string_equal(roles_of(company, &bob), "viewer accounts");
	assert_int_equal(
	    give(company, company_root(company), &bob, "accounts", true, &why),
	    0);
	assert_string_equal(roles_of(company, &bob), "accounts viewer");
	assert_int_equal(
	    take(company, company_root(company), &bob, "accounts", &why), 0);
	assert_int_equal(company_count(company,
			     "SELECT is_primary FROM person_role AS n"
			     " JOIN person AS p ON p.id = n.person_id"
			     " WHERE p.login = 'bob'"),
	    1);
}

static void
a_role_given_twice_changes_nothing(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "viewer");
	int64_t rows = company_count(company, "SELECT count(*) FROM audit");
	struct refusal why;

	assert_int_equal(
	    give(company, company_root(company), &bob, "viewer", false, &why),
	    0);
	assert_int_equal(
	    take(company, company_root(company), &bob, "sales", &why), 0);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), rows);
}

static void
a_lost_role_ends_sessions_by_policy(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "viewer");
	struct refusal why;

	assert_int_equal(
	    give(company, company_root(company), &bob, "sales", false, &why),
	    0);
	assert_int_equal(
	    company_user(company, "bob").session_epoch, bob.session_epoch);
	assert_int_equal(
	    take(company, company_root(company), &bob, "sales", &why), 0);
	assert_int_equal(
	    company_user(company, "bob").session_epoch, bob.session_epoch + 1);
	company_policy(company, "role_change_sessions", "notice");
	assert_int_equal(
	    take(company, company_root(company), &bob, "viewer", &why), 0);
	assert_int_equal(
	    company_user(company, "bob").session_epoch, bob.session_epoch + 1);
}

static void
people_cannot_change_their_own_role(void **state)
{
	struct company *company = *state;
	struct refusal why;

	assert_int_equal(give(company, company_as(company, &company->ada),
			     &company->ada, "sales", false, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_SELF);
}

static void
only_a_super_admin_assigns_privileged_roles(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user boss = company_add(company, "boss", NULL);
	struct refusal why;

	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission,"
	    " effect, granted_by, granted_at)"
	    " SELECT 'g', id, 'users.edit', 'grant', 'root', 0"
	    " FROM person WHERE login = 'boss'");
	/* nor what the actor lacks */
	assert_int_equal(give(company, company_as(company, &boss), &bob,
			     "viewer", false, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_ROLE_BEYOND_YOURS);
	assert_string_equal(why.text[0], "viewer");
	assert_int_equal(
	    give(company, company_root(company), &boss, "viewer", false, &why),
	    FIELD_OK);
	assert_int_equal(give(company, company_as(company, &boss), &bob,
			     "viewer", false, &why),
	    FIELD_OK);
	assert_int_equal(give(company, company_as(company, &boss), &bob,
			     "admin", false, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_SUPER_ADMIN_ONLY);
	assert_int_equal(
	    give(company, company_sync(company), &bob, "admin", false, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_PRIVILEGED_ROLE);
	assert_int_equal(give(company, company_as(company, &company->ada), &bob,
			     "admin", false, &why),
	    FIELD_OK);
}

static void
the_last_super_admin_keeps_the_role(void **state)
{
	struct company *company = *state;
	struct user second;
	struct refusal why;

	assert_int_equal(
	    take(company, company_root(company), &company->ada, "admin", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_LAST_SUPER_ADMIN);
	assert_string_equal(why.text[0], "ada");
	second = company_add(company, "second", "admin");
	assert_int_equal(take(company, company_as(company, &second),
			     &company->ada, "admin", &why),
	    FIELD_OK);
}

static void
unknown_and_deleted_are_refused(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(role_assign(change, bob.id, "no-such-id", false, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_SUCH_ROLE);
	change_abort(change);
	change = company_root(company);
	assert_int_equal(user_delete(change, bob.id, &why), 0);
	company_end(change);
	assert_int_equal(
	    give(company, company_root(company), &bob, "viewer", false, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_IS_DELETED);
}

static void
permissions_come_from_roles(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "dispatcher");

	assert_true(can(company, &bob, "bookings.edit", NULL));
	assert_false(can(company, &bob, "payments.view", NULL));
	assert_false(can(company, &bob, "bookings.fly", NULL));
	assert_false(can(company, &bob, "nonsense", NULL));
	company_sql(company,
	    "UPDATE role SET deleted_at = 1"
	    " WHERE name = 'dispatcher'");
	assert_false(can(company, &bob, "bookings.edit", NULL));
}

static void
full_access_bypasses_permissions_and_denials(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	company_sql(company,
	    "UPDATE person SET full_access = 1 WHERE login = 'bob';"
	    "INSERT INTO person_permission (id, person_id, permission,"
	    " effect, granted_by, granted_at)"
	    " SELECT 'd', id, 'payments.edit', 'deny', 'root', 0"
	    " FROM person WHERE login = 'bob'");
	assert_true(can(company, &bob, "payments.edit", NULL));
}

static void
grants_and_denials_override_roles(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "dispatcher");

	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission,"
	    " effect, granted_by, granted_at)"
	    " SELECT 'g', id, 'invoices.view', 'grant', 'root', 0"
	    " FROM person WHERE login = 'bob' UNION ALL"
	    " SELECT 'd', id, 'bookings.edit', 'deny', 'root', 0"
	    " FROM person WHERE login = 'bob'");
	assert_true(can(company, &bob, "invoices.view", NULL));
	assert_false(can(company, &bob, "bookings.edit", NULL));
	assert_true(can(company, &bob, "bookings.view", NULL));
}

static void
a_kind_has_a_cap_that_roles_do_not_exceed(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "dispatcher");

	company_sql(company,
	    "UPDATE person SET kind = 'fieldworker' WHERE login = 'bob'");
	assert_true(can(company, &bob, "bookings.edit", NULL)); /* no cap yet */
	company_sql(company,
	    "INSERT INTO kind_cap"
	    " SELECT id, 'fieldworker', 'bookings.view'"
	    " FROM org");
	assert_true(can(company, &bob, "bookings.view", NULL));
	assert_false(can(company, &bob, "bookings.edit", NULL));
}

static void
a_subworker_never_reaches_money_customers_or_settings(void **state)
{
	static const char *const out_of_reach[] = { "payments.view",
		"customers.view", "settings.view", "refunds.view" };
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "admin");

	for (size_t i = 0; i < sizeof(out_of_reach) / sizeof(out_of_reach[0]);
	     i++)
		assert_true(can(company, &bob, out_of_reach[i], NULL));
	company_sql(company,
	    "UPDATE person SET kind = 'subworker' WHERE login = 'bob'");
	for (size_t i = 0; i < sizeof(out_of_reach) / sizeof(out_of_reach[0]);
	     i++)
		assert_false(can(company, &bob, out_of_reach[i], NULL));
	assert_true(can(company, &bob, "scheduling.view", NULL));
}

static void
at_a_place_only_those_assigned_to_it_can(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "dispatcher");
	struct change *change = company_root(company);
	struct place place;
	struct refusal why;

	assert_int_equal(
	    place_by_name(company->store, "site", "depot-north", &place), 0);
	assert_false(can(company, &bob, "bookings.edit", place.id));
	assert_int_equal(place_assign(change, bob.id, place.id, &why), 0);
	company_end(change);
	assert_true(can(company, &bob, "bookings.edit", place.id));
	/* a grant within the place counts there alone */
	company_sql(company,
	    "INSERT INTO person_permission (id, person_id, permission,"
	    " place_id, effect, granted_by, granted_at)"
	    " SELECT 'g', p.id, 'invoices.edit', l.id, 'grant', 'root', 0"
	    " FROM person p, place l WHERE p.login = 'bob'");
	assert_true(can(company, &bob, "invoices.edit", place.id));
	assert_false(can(company, &bob, "invoices.edit", NULL));
}

static void
all_places_of_a_kind_include_future_ones(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "dispatcher");
	struct change *change;
	struct place place;
	struct refusal why;

	company_sql(company,
	    "INSERT INTO person_every_place"
	    " SELECT id, 'site', 'root', 0 FROM person"
	    " WHERE login = 'bob'");
	change = company_root(company);
	assert_int_equal(
	    place_add(change, company->org.id, "site", "south", NULL, &why), 0);
	company_end(change);
	assert_int_equal(
	    place_by_name(company->store, "site", "south", &place), 0);
	assert_true(can(company, &bob, "bookings.edit", place.id));
}

static void
a_lent_role_counts_within_its_span(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	company_sql(company,
	    "INSERT INTO delegation (id, from_id, to_id, role_id, starts_at,"
	    " ends_at, created_by, created_at)"
	    " SELECT 'd', f.id, t.id, r.id, m.latest_at + 100,"
	    " m.latest_at + 200, 'root', 0"
	    " FROM person f, person t, role r, meta m WHERE f.login = 'ada'"
	    " AND t.login = 'bob' AND r.name = 'dispatcher'");
	company->clock = clock_fixed(COMPANY_NOW + 99);
	assert_false(can(company, &bob, "bookings.edit", NULL));
	company->clock = clock_fixed(COMPANY_NOW + 100);
	assert_true(can(company, &bob, "bookings.edit", NULL));
	company->clock = clock_fixed(COMPANY_NOW + 200);
	assert_false(can(company, &bob, "bookings.edit", NULL));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_role_is_primary_until_another_is_made_so),
		TEST(a_role_given_twice_changes_nothing),
		TEST(a_lost_role_ends_sessions_by_policy),
		TEST(people_cannot_change_their_own_role),
		TEST(only_a_super_admin_assigns_privileged_roles),
		TEST(the_last_super_admin_keeps_the_role),
		TEST(unknown_and_deleted_are_refused),
		TEST(permissions_come_from_roles),
		TEST(full_access_bypasses_permissions_and_denials),
		TEST(grants_and_denials_override_roles),
		TEST(a_kind_has_a_cap_that_roles_do_not_exceed),
		TEST(a_subworker_never_reaches_money_customers_or_settings),
		TEST(at_a_place_only_those_assigned_to_it_can),
		TEST(all_places_of_a_kind_include_future_ones),
		TEST(a_lent_role_counts_within_its_span),
	};

	return cmocka_run_group_tests_name("role_assign", tests, NULL, NULL);
}
