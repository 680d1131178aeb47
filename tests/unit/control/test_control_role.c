/* Requests about roles, permissions, sites and policies: control/role,
 * control/org, control/person/assign. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/asking.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* How many people have ROLE. */
static int64_t
holders(struct company *company, const char *role)
{
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM person_role JOIN role ON role.id = role_id "
	    "WHERE role.name = '%s'",
	    role);
	return company_count(company, sql);
}

static void
done(struct company *company, const char *name, const char *params)
{
	asked_ends(ask_as_root(company, name, params), EX_OK);
}

/* --- roles -------------------------------------------------------------------- */

static void
R1_a_role_is_added_shaped_and_removed(void **state)
{
	struct company *company = *state;
	struct asked asked = ask_as_root(
	    company, "role.add", "{\"name\":\"night\",\"title\":\"Night\"}");

	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_string_equal(text_of(asked.answer.result, "role"), "night");
	asked_release(&asked);
	done(company, "role.level",
	    "{\"name\":\"night\",\"module\":\"users\",\"level\":\"view\"}");
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM role_permission JOIN role ON role.id = "
		"role_id WHERE role.name = 'night' AND permission = "
		"'users.view'"),
	    1);
	asked_refused(
	    ask_as_root(company, "role.level",
		"{\"name\":\"night\",\"module\":\"users\",\"level\":\"x\"}"),
	    "bad_value");
	done(company, "role.remove", "{\"name\":\"night\"}");
	asked_refused(ask_as_root(company, "role.find", "{\"name\":\"night\"}"),
	    "no_such_role");
}

static void
R16_a_role_carries_a_group_of_the_machine_by_root_alone(void **state)
{
	static const char params[] =
	    "{\"name\":\"dispatcher\",\"group\":\"dialout\"}";
	struct company *company = *state;

	asked_refused(
	    ask_as(company, &company->ada, "role.grant", params), "root_only");
	done(company, "role.grant", params);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM role_local_group"), 1);
	done(company, "role.ungrant", params);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM role_local_group"), 0);
}

static void
R2_a_role_is_given_to_several_in_one_change(void **state)
{
	struct company *company = *state;
	struct asked asked;

	company_add(company, "jane", NULL);
	company_add(company, "omar", NULL);
	asked = ask_as_root(company, "role.assign",
	    "{\"name\":\"dispatcher\",\"people\":[\"jane\",\"omar\"]}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_string_equal(text_of(asked.answer.result, "name"), "dispatcher");
	assert_int_equal(
	    json_array_size(json_object_get(asked.answer.result, "titles")), 2);
	asked_release(&asked);
	assert_int_equal(holders(company, "dispatcher"), 2);
	/* the filter's "role" is not the role to remove */
	done(company, "role.unassign",
	    "{\"name\":\"dispatcher\",\"role\":\"dispatcher\"}");
	assert_int_equal(holders(company, "dispatcher"), 0);
}

static void
U6_all_spares_the_last_super_admin_of_its_role(void **state)
{
	struct company *company = *state;
	struct asked asked = ask_as_root(
	    company, "role.unassign", "{\"name\":\"admin\",\"all\":true}");

	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(
	    json_integer_value(json_object_get(asked.answer.result, "spared")),
	    1);
	asked_release(&asked);
	assert_int_equal(holders(company, "admin"), 1);
}

/* R14, X3: for the caller's own account, or for a role above their own. */
static void
R14_no_one_gains_rights_by_a_role(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");

	company_add(company, "omar", NULL);
	asked_refused(ask_as(company, &jane, "role.assign",
			  "{\"name\":\"admin\",\"people\":[\"omar\"]}"),
	    "not_permitted");
	asked_refused(ask_as(company, &jane, "role.level",
			  "{\"name\":\"dispatcher\",\"module\":\"users\","
			  "\"level\":\"edit\"}"),
	    "super_admin_only");
	asked_refused(ask_as(company, &company->ada, "role.assign",
			  "{\"name\":\"dispatcher\",\"people\":[\"ada\"]}"),
	    "self");
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE outcome = 'refused'"),
	    3);
}

/* --- permissions -------------------------------------------------------------- */

static void
R3_the_catalogue_needs_no_database(void **state)
{
	struct company *company = *state;
	struct asked asked;

	assert_int_equal(unlink(company->paths.conf_file), 0);
	assert_int_equal(unlink(company->paths.db_file), 0);
	asked = ask_as_root(company, "perm.list", NULL);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_null(asked.answer.warnings);
	assert_true(json_array_size(asked.rows) > 10);
	asked_release(&asked);
}

static void
the_catalogue_is_for_callers_who_may_act(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", NULL);

	asked_ends(ask_as(company, &jane, "perm.list", NULL), EX_OK);
	done(company, "user.block", "{\"people\":[\"jane\"]}");
	asked_refused(ask_as(company, &jane, "perm.list", NULL), "blocked");
}

/* --- sites -------------------------------------------------------------------- */

static void
R7_people_belong_to_a_site_that_was_added(void **state)
{
	static const char members[] =
	    "SELECT count(*) FROM person_place JOIN place ON "
	    "place.id = place_id WHERE place.name = 'yard'";
	struct company *company = *state;

	company_add(company, "jane", NULL);
	done(company, "site.add", "{\"name\":\"yard\"}");
	done(company, "site.assign",
	    "{\"name\":\"yard\",\"people\":[\"jane\"]}");
	assert_int_equal(company_count(company, members), 1);
	done(company, "site.unassign", "{\"name\":\"yard\",\"site\":\"yard\"}");
	assert_int_equal(company_count(company, members), 0);
	asked_refused(ask_as_root(company, "site.assign",
			  "{\"name\":\"mars\",\"people\":[\"jane\"]}"),
	    "no_such_place");
}

/* --- details
 * ---------------------------------------------------------------------- */

static const char *
level_of(const json_t *role, const char *module)
{
	return json_string_value(
	    json_object_get(json_object_get(role, "levels"), module));
}

static void
R3_role_is_shown_with_levels_that_give_just_its_permissions(void **state)
{
	struct company *company = *state;
	struct asked asked;

	done(company, "role.add", "{\"name\":\"crane\"}");
	done(company, "role.level",
	    "{\"name\":\"crane\",\"module\":\"invoices\","
	    "\"level\":\"view\"}");
	done(company, "role.level",
	    "{\"name\":\"crane\",\"module\":\"import\",\"level\":\"on\"}");
	(void)company_add(company, "craig", "crane");
	asked = ask_as_root(company, "role.show", "{\"name\":\"crane\"}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_string_equal(level_of(asked.answer.result, "invoices"), "view");
	assert_string_equal(level_of(asked.answer.result, "import"), "on");
	assert_null(level_of(asked.answer.result, "map"));
	assert_string_equal(
	    json_string_value(json_array_get(
		json_object_get(asked.answer.result, "members"), 0)),
	    "craig");
	asked_release(&asked);
	company_sql(company,
	    "DELETE FROM role_permission WHERE permission = 'invoices.view'");
	company_sql(company,
	    "INSERT INTO role_permission (role_id, permission)"
	    " SELECT id, 'invoices.delete' FROM role WHERE name = 'crane'");
	asked = ask_as_root(company, "role.show", "{\"name\":\"crane\"}");
	assert_string_equal(
	    level_of(asked.answer.result, "invoices"), "delete");
	asked_release(&asked);
}

/* --- policies ------------------------------------------------------------------ */

static void
a_policy_is_set_shown_and_given_its_default_again(void **state)
{
	struct company *company = *state;
	struct asked asked = ask_as_root(company, "policy.set",
	    "{\"name\":\"site_gate\",\"value\":\"assigned\"}");
	const json_t *policy = json_object_get(asked.answer.result, "policy");

	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_string_equal(text_of(policy, "value"), "assigned");
	assert_true(
	    json_is_true(json_object_get(asked.answer.result, "acted_on")));
	asked_release(&asked);
	done(company, "policy.reset", "{\"name\":\"site_gate\"}");
	asked = ask_as_root(company, "policy.show", "{\"name\":\"site_gate\"}");
	assert_string_equal(text_of(asked.answer.result, "value"), "off");
	asked_release(&asked);
	asked_refused(
	    ask_as_root(company, "policy.show", "{\"name\":\"gate\"}"),
	    "no_such_policy");
}

static void
U9_requiring_verified_addresses_lists_whom_it_concerns(void **state)
{
	static const char yes[] =
	    "{\"name\":\"require_verified_email\",\"value\":\"yes\"}";
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);
	struct asked asked;
	const json_t *row;

	(void)company_add(company, "jane", NULL);
	(void)company_add(company, "kim", NULL); /* without an address */
	company_sql(company,
	    "UPDATE person SET email = 'jane@acme.example'"
	    " WHERE login = 'jane'");
	asked_refused(
	    ask_as_root(company, "policy.set", yes), "policy_locks_out");
	company_sql(company,
	    "UPDATE person SET email_verified_at = 1 WHERE login = 'ada'");
	for (int dry_run = 1; dry_run >= 0; dry_run--) {
		asked = ask_by(&host, "policy.set", yes, dry_run);
		assert_int_equal(asked.answer.exit_code, EX_OK);
		assert_int_equal(json_array_size(asked.rows), 2);
		row = json_array_get(asked.rows, 0);
		assert_string_equal(text_of(row, "login"), "jane");
		assert_string_equal(text_of(row, "email"), "jane@acme.example");
		assert_true(json_is_true(json_object_get(row, "must_verify")));
		row = json_array_get(asked.rows, 1);
		assert_string_equal(text_of(row, "login"), "kim");
		assert_true(json_is_null(json_object_get(row, "email")));
		assert_true(json_is_false(json_object_get(row, "must_verify")));
		asked_release(&asked);
	}
	asked = ask_as_root(company, "policy.set",
	    "{\"name\":\"require_verified_email\",\"value\":\"no\"}");
	assert_int_equal(json_array_size(asked.rows), 0);
	asked_release(&asked);
}

/* Policies that this version stores without effect: fieldctl(8) names them. */
static void
a_policy_that_is_not_acted_on_says_so(void **state)
{
	static const struct {
		const char *params;
		bool acted_on;
	} cases[] = {
		{ "{\"name\":\"lockout_after\"}", true },
		{ "{\"name\":\"cross_org\"}", false },
		{ "{\"name\":\"password_change_ends\"}", true },
		{ "{\"name\":\"role_change_sessions\"}", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asked asked = ask_as_root(
		    *state, "policy.reset", cases[i].params);

		assert_int_equal(json_is_true(json_object_get(
				     asked.answer.result, "acted_on")),
		    cases[i].acted_on);
		asked_release(&asked);
	}
}

/* --- the organisation
 * ------------------------------------------------------------ */

static void
X4_of_several_organisations_one_is_named(void **state)
{
	struct company *company = *state;

	company_sql(company,
	    "INSERT INTO org (id, name, title, created_at) SELECT "
	    "'11111111-1111-4111-8111-111111111111', 'other', 'Other', "
	    "created_at FROM org");
	/* the terminal admits only acme */
	done(company, "site.add", "{\"name\":\"yard\"}");
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM place JOIN org ON org.id = org_id "
		"WHERE place.name = 'yard' AND org.name = 'acme'"),
	    1);
	asked_refused(ask_as_root(company, "site.add",
			  "{\"name\":\"yard\",\"org\":\"mars\"}"),
	    "no_such_org");
	/* a person's organisation is their own, and no other */
	asked_ends(
	    ask_as(company, &company->ada, "site.add", "{\"name\":\"dock\"}"),
	    EX_OK);
	asked_refused(ask_as(company, &company->ada, "site.add",
			  "{\"name\":\"pier\",\"org\":\"other\"}"),
	    "no_such_org");
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, asking_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(R1_a_role_is_added_shaped_and_removed),
		CASE(R16_a_role_carries_a_group_of_the_machine_by_root_alone),
		CASE(R2_a_role_is_given_to_several_in_one_change),
		CASE(U6_all_spares_the_last_super_admin_of_its_role),
		CASE(R14_no_one_gains_rights_by_a_role),
		CASE(R3_the_catalogue_needs_no_database),
		CASE(the_catalogue_is_for_callers_who_may_act),
		CASE(R7_people_belong_to_a_site_that_was_added),
		CASE(a_policy_is_set_shown_and_given_its_default_again),
		CASE(
		    R3_role_is_shown_with_levels_that_give_just_its_permissions),
		CASE(U9_requiring_verified_addresses_lists_whom_it_concerns),
		CASE(a_policy_that_is_not_acted_on_says_so),
		CASE(X4_of_several_organisations_one_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
