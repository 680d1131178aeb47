/* Roles and what they hold (R1-R3, R16). */
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
#include "store/people/permission.h"
#include "store/people/role.h"
#include "store/verb/role.h"
#include "tests/support/company.h"

static struct role
role_named(struct company *company, const char *name)
{
	struct role role;

	assert_int_equal(role_by_name(company->store, name, &role), 0);
	return role;
}

static int
end(struct change *change, int err)
{
	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return err;
}

static int
set_level(struct company *company, struct change *change, const char *role,
    const char *module, const char *level, struct refusal *why)
{
	struct role found = role_named(company, role);

	return end(
	    change, role_set_level(change, found.id, module, level, why));
}

static void
assert_holds(struct company *company, const char *role, const char *permission,
    bool holds)
{
	char sql[300];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM role_permission AS m JOIN role AS r"
	    " ON r.id = m.role_id WHERE r.name = '%s' AND m.permission = '%s'",
	    role, permission);
	assert_int_equal(company_count(company, sql), holds);
}

static void
the_recommended_roles_are_seeded(void **state)
{
	static const char *const names[] = { "accounts", "admin", "dispatcher",
		"fieldworker", "manager", "sales", "subworker", "support",
		"technician", "viewer" };
	struct company *company = *state;
	struct role *roles = NULL;
	size_t count = 0;

	assert_int_equal(role_list(company->store, &roles, &count), 0);
	assert_int_equal(count, 10);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(roles[i].name, names[i]);
		assert_true(roles[i].gid >= company->config.gid_min);
		assert_true(roles[i].gid <= company->config.gid_max);
	}
	assert_int_equal(roles[1].person_count, 1); /* admin: ada */
	assert_true(roles[1].privileged);
	free(roles);
}

static void
seeded_permissions_are_all_in_the_catalogue(void **state)
{
	struct company *company = *state;
	struct query *query;
	int found, count = 0;
	struct role *roles = NULL;
	size_t role_count = 0;

	assert_int_equal(role_list(company->store, &roles, &role_count), 0);
	for (size_t i = 0; i < role_count; i++) {
		query = db_query(company->store, SQL_ROLE_PERMISSIONS);
		db_bind_text(query, 1, roles[i].id);
		for (found = db_step(query); found == 1;
		     found = db_step(query), count++)
			assert_true(
			    permission_exists(db_text(query, ONLY_COLUMN)));
		assert_int_equal(found, 0);
		db_done(query);
	}
	free(roles);
	assert_true(count > 100);
}

static void
the_admin_role_holds_the_whole_catalogue(void **state)
{
	struct company *company = *state;
	char codename[2 * PERMISSION_MAX];

	for (size_t i = 0; i < permission_module_count; i++) {
		const char *words = permission_modules[i].actions;

		while (*words != '\0') {
			size_t n = strcspn(words, " ");

			(void)snprintf(codename, sizeof(codename), "%s.%.*s",
			    permission_modules[i].name, (int)n, words);
			assert_holds(company, "admin", codename, true);
			words += n;
			words += strspn(words, " ");
		}
	}
	assert_holds(company, "admin", "settings.super-admin", true);
}

static void
each_role_has_what_its_work_needs_and_no_more(void **state)
{
	static const struct {
		const char *role, *permission;
		bool holds;
	} cases[] = {
		{ "dispatcher", "bookings.edit", true },
		{ "dispatcher", "scheduling.edit", true },
		{ "dispatcher", "payments.view", false },
		{ "sales", "estimation.edit", true },
		{ "sales", "payments.view", false },
		{ "sales", "refunds.view", false },
		{ "sales", "payroll.view", false },
		{ "sales", "accounting-integration.on", false },
		{ "support", "invoices.view", true },
		{ "support", "invoices.edit", false },
		{ "accounts", "invoices.edit", true },
		{ "accounts", "bookings.view", true },
		{ "accounts", "bookings.edit", false },
		{ "manager", "timesheet.approve", true },
		{ "manager", "invoices.view", true },
		{ "manager", "invoices.edit", false },
		{ "technician", "work-orders.edit", true },
		{ "technician", "work-orders.delete", false },
		{ "technician", "users.view", false },
		{ "technician", "settings.view", false },
		{ "viewer", "invoices.view", true },
		{ "viewer", "invoices.edit", false },
		{ "viewer", "settings.view", false },
		{ "subworker", "customers.view", false },
		{ "subworker", "payments.view", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_holds(
		    *state, cases[i].role, cases[i].permission, cases[i].holds);
}

static void
workers_are_assignable_and_carry_no_power(void **state)
{
	struct company *company = *state;

	assert_true(role_named(company, "fieldworker").assignable);
	assert_true(role_named(company, "subworker").assignable);
	assert_false(role_named(company, "dispatcher").assignable);
	assert_false(role_named(company, "fieldworker").privileged);
	assert_false(role_named(company, "subworker").privileged);
	assert_false(role_named(company, "viewer").privileged);
	assert_false(role_named(company, "dispatcher").privileged);
}

static void
a_role_is_added_with_its_group_and_removed_for_good(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct change *change = company_root(company);
	struct refusal why;
	struct role role;

	assert_int_equal(end(change,
			     role_add(change, company->org.id, "night-shift",
				 "Night shift", &why)),
	    0);
	role = role_named(company, "night-shift");
	assert_string_equal(role.title, "Night shift");
	change = company_root(company);
	assert_int_equal(
	    end(change, role_assign(change, bob.id, role.id, false, &why)), 0);
	change = company_root(company);
	assert_int_equal(end(change, role_remove(change, role.id, &why)), 0);
	assert_int_equal(role_by_name(company->store, "night-shift", &role),
	    FIELD_ENOTFOUND);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person_role AS n"
			     " JOIN person AS p ON p.id = n.person_id"
			     " WHERE p.login = 'bob'"),
	    0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM os_group"
			     " WHERE name = 'role-night-shift'"
			     " AND retired_at IS NOT NULL"),
	    1);
	assert_true(
	    company_user(company, "bob").session_epoch > bob.session_epoch);
	change = company_root(company);
	assert_int_equal(
	    end(change,
		role_add(change, company->org.id, "night-shift", NULL, &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_TAKEN);
}

static void
bad_role_names_are_refused(void **state)
{
	static const char *const bad[] = { "", "Night", "a b", "a:b", "a\nb",
		"1st", "-x", "role_x", "a-name-longer-than-a-group-can" };
	struct company *company = *state;
	struct refusal why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct change *change = company_root(company);

		assert_int_equal(
		    end(change,
			role_add(change, company->org.id, bad[i], NULL, &why)),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_BAD_NAME);
		assert_string_equal(why.text[1], "27");
	}
}

static void
a_role_whose_group_the_machine_has_is_refused(void **state)
{
	struct company *company = *state;
	struct change *change;
	struct refusal why;
	char path[128];
	FILE *group;

	(void)snprintf(path, sizeof(path), "%s/group", company->root);
	group = fopen(path, "a");
	assert_non_null(group);
	assert_true(fprintf(group, "role-night:x:2000:\n") > 0);
	assert_int_equal(fclose(group), 0);
	change = company_root(company);
	assert_int_equal(
	    end(change, role_add(change, company->org.id, "night", NULL, &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_LOCAL_NAME);
}

static void
only_super_admins_and_root_make_roles(void **state)
{
	struct company *company = *state;
	struct user vic = company_add(company, "vic", "viewer");
	struct change *change = company_as(company, &vic);
	struct refusal why;

	assert_int_equal(
	    end(change, role_add(change, company->org.id, "x", NULL, &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_SUPER_ADMIN_ONLY);
	change = company_sync(company);
	assert_int_equal(
	    end(change, role_add(change, company->org.id, "x", NULL, &why)),
	    FIELD_EDENIED);
	change = company_as(company, &company->ada);
	assert_int_equal(
	    end(change, role_add(change, company->org.id, "x", NULL, &why)),
	    FIELD_OK);
}

static void
a_level_replaces_the_one_before(void **state)
{
	struct company *company = *state;
	struct refusal why;

	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "invoices", "edit", &why),
	    0);
	assert_holds(company, "viewer", "invoices.delete", true);
	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "invoices", "view", &why),
	    0);
	assert_holds(company, "viewer", "invoices.view", true);
	assert_holds(company, "viewer", "invoices.edit", false);
	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "invoices", "none", &why),
	    0);
	assert_holds(company, "viewer", "invoices.view", false);
	assert_holds(company, "viewer", "inventory.view", true);
	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "facilities", "view create", &why),
	    0);
	assert_holds(company, "viewer", "facilities.create", true);
	assert_holds(company, "viewer", "facilities.delete", false);
}

static void
an_invalid_level_is_refused(void **state)
{
	struct company *company = *state;
	struct refusal why;

	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "wizardry", "edit", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_SUCH_PERMISSION);
	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "map", "edit", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_BAD_LEVEL);
}

static void
only_a_smaller_role_ends_sessions(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "viewer");
	struct refusal why;

	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "invoices", "edit", &why),
	    0);
	assert_int_equal(
	    company_user(company, "bob").session_epoch, bob.session_epoch);
	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "invoices", "view", &why),
	    0);
	assert_int_equal(
	    company_user(company, "bob").session_epoch, bob.session_epoch + 1);
}

static void
power_makes_a_role_privileged_and_its_loss_unmakes_it(void **state)
{
	struct company *company = *state;
	struct refusal why;

	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "settings", "edit", &why),
	    0);
	assert_true(role_named(company, "viewer").privileged);
	assert_int_equal(set_level(company, company_root(company), "viewer",
			     "settings", "none", &why),
	    0);
	assert_false(role_named(company, "viewer").privileged);
}

static void
the_last_super_admins_role_keeps_its_power(void **state)
{
	struct company *company = *state;
	struct role admin = role_named(company, "admin");
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(
	    end(change, role_remove(change, admin.id, &why)), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_LAST_SUPER_ADMIN);
	assert_int_equal(set_level(company, company_root(company), "admin",
			     "settings", "view", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_LAST_SUPER_ADMIN);
	assert_holds(company, "admin", "settings.super-admin", true);
}

static int
carry(struct company *company, struct change *change, const char *group,
    struct refusal *why)
{
	struct role role = role_named(company, "fieldworker");

	return end(change, role_add_local_group(change, role.id, group, why));
}

static void
only_root_assigns_local_groups(void **state)
{
	struct company *company = *state;
	struct refusal why;

	assert_int_equal(
	    carry(company, company_as(company, &company->ada), "dialout", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_ROOT_ONLY);
	assert_int_equal(
	    carry(company, company_root(company), "dialout", &why), FIELD_OK);
	/* from now on no import gives it */
	assert_true(role_named(company, "fieldworker").privileged);
}

static void
powerful_groups_are_never_assigned(void **state)
{
	static const char *const powerful[] = { "sudo", "docker", "root",
		"tools", "harmless", "crates", "gpio" };
	struct company *company = *state;
	struct refusal why;
	char path[128];
	FILE *group;

	/* 'tools' by configuration; harmless names with powerful numbers */
	(void)strcpy(company->config.denied_groups, "other, tools");
	(void)snprintf(path, sizeof(path), "%s/group", company->root);
	group = fopen(path, "a");
	assert_non_null(group);
	assert_true(
	    fprintf(group,
		"tools:x:2000:\nharmless:x:0:\n"
		"gpio:x:990:\ncrates:x:990:\nfar:x:70001:\nodd:x:65534:\n") >
	    0);
	assert_int_equal(fclose(group), 0);
	for (size_t i = 0; i < sizeof(powerful) / sizeof(powerful[0]); i++) {
		assert_int_equal(
		    carry(company, company_root(company), powerful[i], &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_POWERFUL_GROUP);
	}
	assert_int_equal(
	    carry(company, company_root(company), "far", &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_LOCAL_GROUP_NUMBER);
	assert_int_equal(
	    carry(company, company_root(company), "odd", &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_LOCAL_GROUP_NUMBER);
	assert_int_equal(carry(company, company_root(company), "no-such", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_LOCAL_GROUP);
}

static void
a_group_taken_away_ends_sessions_and_privilege(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "fieldworker");
	struct role role = role_named(company, "fieldworker");
	struct change *change;
	struct refusal why;

	assert_int_equal(
	    carry(company, company_root(company), "dialout", &why), FIELD_OK);
	change = company_root(company);
	assert_int_equal(
	    end(change,
		role_remove_local_group(change, role.id, "dialout", &why)),
	    FIELD_OK);
	assert_false(role_named(company, "fieldworker").privileged);
	assert_int_equal(
	    company_user(company, "bob").session_epoch, bob.session_epoch + 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_recommended_roles_are_seeded),
		TEST(seeded_permissions_are_all_in_the_catalogue),
		TEST(the_admin_role_holds_the_whole_catalogue),
		TEST(each_role_has_what_its_work_needs_and_no_more),
		TEST(workers_are_assignable_and_carry_no_power),
		TEST(a_role_is_added_with_its_group_and_removed_for_good),
		TEST(bad_role_names_are_refused),
		TEST(a_role_whose_group_the_machine_has_is_refused),
		TEST(only_super_admins_and_root_make_roles),
		TEST(a_level_replaces_the_one_before),
		TEST(an_invalid_level_is_refused),
		TEST(only_a_smaller_role_ends_sessions),
		TEST(power_makes_a_role_privileged_and_its_loss_unmakes_it),
		TEST(the_last_super_admins_role_keeps_its_power),
		TEST(only_root_assigns_local_groups),
		TEST(powerful_groups_are_never_assigned),
		TEST(a_group_taken_away_ends_sessions_and_privilege),
	};

	return cmocka_run_group_tests_name("role_edit", tests, NULL, NULL);
}
