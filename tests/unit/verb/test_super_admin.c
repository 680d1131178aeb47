/*
 * S7: every way in which the last super admin could cease to be one, with every
 * reason for which another super admin does not count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/access/super_admin.h"
#include "store/org/policy_set.h"
#include "store/org/user_add.h"
#include "store/people/place.h"
#include "store/people/role.h"
#include "store/verb/place.h"
#include "store/verb/role.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

/* --- the ways ------------------------------------------------------------- */

static int
edit_kind(struct change *change, const char *person_id, struct refusal *why)
{
	const enum user_kind kind = USER_SUBWORKER;
	const struct user_edit edit = { .kind = &kind };

	return user_edit(change, person_id, &edit, why);
}

static int
edit_expiry(struct change *change, const char *person_id, int64_t expires_at,
    struct refusal *why)
{
	const struct user_edit edit = { .expires_at = &expires_at };

	return user_edit(change, person_id, &edit, why);
}

static int
expire_now(struct change *change, const char *person_id, struct refusal *why)
{
	return edit_expiry(change, person_id, COMPANY_NOW, why);
}

/* A day on which no one may be available to appoint another one. */
static int
expire_next_year(
    struct change *change, const char *person_id, struct refusal *why)
{
	return edit_expiry(
	    change, person_id, COMPANY_NOW + INT64_C(365) * 86400, why);
}

static struct role
admin_role(struct change *change)
{
	struct role role;

	assert_int_equal(
	    role_by_name(change_store(change), "admin", &role), FIELD_OK);
	return role;
}

static int
unassign(struct change *change, const char *person_id, struct refusal *why)
{
	return role_unassign(change, person_id, admin_role(change).id, why);
}

static int
leave_site(struct change *change, const char *person_id, struct refusal *why)
{
	struct place place;

	assert_int_equal(
	    place_by_name(change_store(change), "site", "depot-north", &place),
	    FIELD_OK);
	return place_unassign(change, person_id, place.id, why);
}

/* A new address is an unverified one. */
static int
change_address(
    struct change *change, const char *person_id, struct refusal *why)
{
	const struct user_edit edit = { .email = "new@acme.example" };

	return user_edit(change, person_id, &edit, why);
}

static const struct {
	const char *name;
	company_verb *run;
	const char *policy, *value; /* under which it matters, or NULL */
} ways[] = {
	{ "deactivate", user_deactivate, NULL, NULL },
	{ "block", user_block, NULL, NULL },
	{ "hold", user_hold, NULL, NULL },
	{ "delete", user_delete, NULL, NULL },
	{ "purge", user_delete, "delete_mode", "purge" },
	{ "deactivate, which signs in", user_deactivate, "inactive_login",
	    "allow" },
	{ "kind", edit_kind, NULL, NULL },
	{ "expiry", expire_now, NULL, NULL },
	{ "expiry to come", expire_next_year, NULL, NULL },
	{ "role", unassign, NULL, NULL },
	{ "site", leave_site, "site_gate", "assigned" },
	{ "address", change_address, "require_verified_email", "yes" },
};
#define WAY_COUNT (sizeof(ways) / sizeof(ways[0]))

/* --- why another one is none ------------------------------------------------ */

static const struct {
	const char *name, *sql; /* about bob, who has the role admin */
} flaws[] = {
	{ "inactive", "UPDATE person SET status = 'inactive'" },
	{ "blocked", "UPDATE person SET blocked = 1" },
	{ "held", "UPDATE person SET held = 1" },
	{ "expired", "UPDATE person SET expires_at = 1" },
	{ "expires", "UPDATE person SET expires_at = 99999999999" },
	{ "subworker", "UPDATE person SET kind = 'subworker'" },
	{ "deleted", "UPDATE person SET status = 'deleted', deleted_at = 1" },
};
#define FLAW_COUNT (sizeof(flaws) / sizeof(flaws[0]))

static void
give_site(struct company *company, const struct user *user)
{
	struct change *change = company_root(company);
	struct place place;
	struct refusal why;

	assert_int_equal(
	    place_by_name(company->store, "site", "depot-north", &place), 0);
	assert_int_equal(place_assign(change, user->id, place.id, &why), 0);
	company_end(change);
}

/* Bob, who could replace ada whatever the policies are. */
static struct user
add_bob(struct company *company)
{
	struct user bob = company_add(company, "bob", "admin");

	give_site(company, &bob);
	company_sql(company, "UPDATE person SET email_verified_at = 1");
	return bob;
}

static void
spoil(struct company *company, const char *sql)
{
	char full[200];

	(void)snprintf(full, sizeof(full), "%s WHERE login = 'bob'", sql);
	company_sql(company, full);
}

static void
run_way(
    struct company *company, size_t i, enum reason expected, const char *flaw)
{
	struct change *change = company_root(company);
	struct refusal why = { REASON_NONE, { "", "" } };
	int err = ways[i].run(change, company->ada.id, &why);

	change_abort(change);
	if (err != (expected == REASON_NONE ? FIELD_OK : FIELD_EDENIED) ||
	    why.reason != expected)
		fail_msg("%s, the other one being %s: %s", ways[i].name, flaw,
		    reason_code(why.reason));
}

static void
set_policies(struct company *company, size_t i)
{
	if (ways[i].policy != NULL)
		company_policy(company, ways[i].policy, ways[i].value);
}

static void
S7_no_verb_takes_the_last_super_admin(void **state)
{
	struct company *company = *state;

	company_sql(company, "UPDATE person SET email_verified_at = 1");
	for (size_t i = 0; i < WAY_COUNT; i++) {
		set_policies(company, i);
		run_way(company, i, REASON_LAST_SUPER_ADMIN, "nobody");
	}
}

static void
S7_a_super_admin_who_cannot_act_does_not_count(void **state)
{
	struct company *company = *state;

	(void)add_bob(company);
	for (size_t f = 0; f < FLAW_COUNT; f++) {
		company_sql(company,
		    "UPDATE person SET status = 'active', blocked = 0,"
		    " held = 0, kind = 'internal', expires_at = NULL,"
		    " deleted_at = NULL WHERE login = 'bob'");
		spoil(company, flaws[f].sql);
		for (size_t i = 0; i < WAY_COUNT; i++) {
			set_policies(company, i);
			run_way(
			    company, i, REASON_LAST_SUPER_ADMIN, flaws[f].name);
		}
	}
}

static void
S7_with_another_super_admin_everything_is_permitted(void **state)
{
	struct company *company = *state;

	(void)add_bob(company);
	for (size_t i = 0; i < WAY_COUNT; i++) {
		set_policies(company, i);
		/* of the kind, another rule has its say */
		run_way(company, i,
		    ways[i].run == edit_kind ? REASON_KIND_ROLE : REASON_NONE,
		    "fine");
	}
}

static void
S7_two_verbs_of_one_change_do_not_take_both(void **state)
{
	struct company *company = *state;
	struct user bob = add_bob(company);

	for (size_t i = 0; i < WAY_COUNT; i++) {
		struct change *change;
		struct refusal why = { REASON_NONE, { "", "" } };

		if (ways[i].run == edit_kind)
			continue;
		set_policies(company, i);
		change = company_root(company);
		assert_int_equal(
		    ways[i].run(change, company->ada.id, &why), FIELD_OK);
		if (ways[i].run(change, bob.id, &why) != FIELD_EDENIED ||
		    why.reason != REASON_LAST_SUPER_ADMIN)
			fail_msg("%s", ways[i].name);
		change_abort(change);
	}
}

static void
S7_an_import_does_not_take_the_last_super_admin(void **state)
{
	struct company *company = *state;

	company_refuses(company_sync(company), user_deactivate, &company->ada,
	    REASON_LAST_SUPER_ADMIN);
}

static void
S7_the_role_of_the_last_one_keeps_its_levels(void **state)
{
	static const char *const levels[] = { "none", "view", "edit" };
	struct company *company = *state;
	struct refusal why;

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		struct change *change = company_root(company);

		assert_int_equal(role_set_level(change, admin_role(change).id,
				     "settings", levels[i], &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_LAST_SUPER_ADMIN);
		change_abort(change);
	}
}

/* --- policies --------------------------------------------------------------- */

static enum reason
set_policy(struct company *company, const char *name, const char *value)
{
	struct change *change = company_root(company);
	struct refusal why = { REASON_NONE, { "", "" } };
	int err = policy_set(change, company->org.id, name, value, &why);

	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return why.reason;
}

static void
U9_a_policy_that_locks_out_every_super_admin_is_refused(void **state)
{
	struct company *company = *state;

	assert_int_equal(set_policy(company, "require_verified_email", "yes"),
	    REASON_POLICY_LOCKS_OUT);
	company_sql(company, "UPDATE person SET email_verified_at = 1");
	assert_int_equal(
	    set_policy(company, "require_verified_email", "yes"), REASON_NONE);
	company_sql(company, "DELETE FROM person_place");
	assert_int_equal(set_policy(company, "site_gate", "assigned"),
	    REASON_POLICY_LOCKS_OUT);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM policy WHERE name = 'site_gate'"),
	    0);
	give_site(company, &company->ada);
	assert_int_equal(
	    set_policy(company, "site_gate", "assigned"), REASON_NONE);
}

/* What is already lost does not prevent anyone from repairing it. */
static struct user_ref
ref_of(struct company *company, const char *login)
{
	const struct user user = company_user(company, login);
	struct user_ref ref = { .title = NULL };

	memcpy(ref.id, user.id, sizeof(ref.id));
	memcpy(ref.login, user.login, sizeof(ref.login));
	return ref;
}

/* U6: the people whom "all" excludes, by their rank as super admins. */
static void
U6_all_spares_only_the_people_needed(void **state)
{
	static const struct {
		const char *other; /* the state of the other admin */
		const char *spared;
	} cases[] = {
		{ "expires_at = NULL", "ada" }, /* the elder */
		{ "expires_at = 1", "ada" },    /* expired: does not count */
		{ "expires_at = NULL, blocked = 1", "ada" },
		{ "blocked = 0, created_at = 1", "boss" },
		{ "created_at = 1, expires_at = 1", "ada" },
	};
	struct company *company = *state;

	(void)company_add(company, "boss", "admin");
	(void)company_add(company, "bob", "viewer");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct user_ref users[3];
		size_t count = 3, spared = 0;
		char sql[200];

		(void)snprintf(sql, sizeof(sql),
		    "UPDATE person SET %s WHERE login = 'boss'",
		    cases[i].other);
		company_sql(company, sql);
		users[0] = ref_of(company, "boss");
		users[1] = ref_of(company, "bob");
		users[2] = ref_of(company, "ada");
		assert_int_equal(
		    super_admin_spare(company->store, users, &count, &spared),
		    FIELD_OK);
		assert_int_equal(count, 2);
		assert_int_equal(spared, 1);
		for (size_t j = 0; j < count; j++)
			assert_string_not_equal(
			    users[j].login, cases[i].spared);
		/* a super admin outside of the selection is enough */
		users[0] = ref_of(company, "bob");
		users[1] = ref_of(company, "boss");
		count = 2;
		assert_int_equal(
		    super_admin_spare(company->store, users, &count, &spared),
		    FIELD_OK);
		assert_int_equal(count, 2);
		assert_int_equal(spared, 0);
	}
}

static void
S7_an_organisation_without_one_can_be_changed(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	company_sql(company, "UPDATE person SET held = 1 WHERE login = 'ada'");
	assert_int_equal(
	    set_policy(company, "site_gate", "assigned"), REASON_NONE);
	(void)company_do(company, user_block, &bob);
	(void)company_do(company, user_release, &company->ada);
}

/* --- above the ceiling of a kind -------------------------------------------- */

static struct user
add_kind(struct company *company, const char *login, enum user_kind kind)
{
	struct user user = company_add(company, login, NULL);
	const struct user_edit edit = { .kind = &kind };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_edit(change, user.id, &edit, &why), FIELD_OK);
	company_end(change);
	return company_user(company, login);
}

static enum reason
give_role(struct company *company, const struct user *user, const char *name)
{
	struct change *change = company_root(company);
	struct refusal why = { REASON_NONE, { "", "" } };
	struct role role;
	int err = role_by_name(company->store, name, &role);

	if (err == FIELD_OK)
		err = role_assign(change, user->id, role.id, false, &why);
	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return why.reason;
}

static void
R10_a_subworker_gets_no_role_with_power(void **state)
{
	struct company *company = *state;
	struct user sam = add_kind(company, "sam", USER_SUBWORKER);
	const char *admin = "admin";
	struct user_new in = { .org_id = company->org.id,
		.login = "sue",
		.first_name = "Sue",
		.kind = USER_SUBWORKER,
		.roles = &admin,
		.role_count = 1 };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_add(change, &in, NULL, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_KIND_ROLE);
	change_abort(change);
	assert_int_equal(give_role(company, &sam, "admin"), REASON_KIND_ROLE);
	assert_int_equal(give_role(company, &sam, "subworker"), REASON_NONE);
}

static void
R10_a_person_with_a_powerful_role_does_not_become_a_subworker(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "accounts");

	company_refuses(
	    company_root(company), edit_kind, &bob, REASON_KIND_ROLE);
	company_sql(company,
	    "DELETE FROM person_role WHERE person_id IN"
	    " (SELECT id FROM person WHERE login = 'bob')");
	assert_int_equal(
	    company_do(company, edit_kind, &bob).kind, USER_SUBWORKER);
}

static void
R10_a_role_with_subworkers_gets_no_power(void **state)
{
	struct company *company = *state;
	struct user sam = add_kind(company, "sam", USER_SUBWORKER);
	struct change *change;
	struct role role;
	struct refusal why;

	assert_int_equal(give_role(company, &sam, "subworker"), REASON_NONE);
	assert_int_equal(
	    role_by_name(company->store, "subworker", &role), FIELD_OK);
	change = company_root(company);
	assert_int_equal(
	    role_set_level(change, role.id, "settings", "view", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_KIND_ROLE);
	assert_string_equal(why.text[1], "sam");
	change_abort(change);
	change = company_root(company);
	assert_int_equal(
	    role_set_level(change, role.id, "map", "view", &why), FIELD_OK);
	company_end(change);
	/* a printer gives no power */
	change = company_root(company);
	assert_int_equal(
	    role_add_local_group(change, role.id, "dialout", &why), FIELD_OK);
	company_end(change);
}

static void
R10_a_restore_brings_no_power_to_a_subworker(void **state)
{
	struct company *company = *state;
	struct user sam = add_kind(company, "sam", USER_SUBWORKER);
	struct change *change;
	struct role role;
	struct refusal why;

	assert_int_equal(give_role(company, &sam, "viewer"), REASON_NONE);
	sam = company_do(company, user_delete, &sam);
	assert_int_equal(
	    role_by_name(company->store, "viewer", &role), FIELD_OK);
	change = company_root(company);
	assert_int_equal(
	    role_set_level(change, role.id, "payroll", "edit", &why), FIELD_OK);
	company_end(change);
	company_refuses(
	    company_root(company), user_restore, &sam, REASON_KIND_ROLE);
}

static void
R5_full_access_has_no_effect_in_the_field_and_does_not_return(void **state)
{
	static const enum user_kind kinds[] = { USER_FIELDWORKER,
		USER_SUBWORKER };
	static const enum user_kind internal = USER_INTERNAL;
	const struct user_edit to_internal = { .kind = &internal };
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *login = i == 0 ? "fay" : "sam";
		struct user user = add_kind(company, login, kinds[i]);
		struct change *change;
		struct refusal why;
		bool can = true;

		company_sql(company,
		    "UPDATE person SET full_access = 1"
		    " WHERE kind IN ('fieldworker', 'subworker')");
		assert_false(company_user(company, login).full_access);
		assert_int_equal(role_person_can(company->store, user.id,
				     "settings.super-admin", NULL, &can),
		    FIELD_OK);
		assert_false(can);
		change = company_root(company);
		assert_int_equal(
		    user_edit(change, user.id, &to_internal, &why), FIELD_OK);
		company_end(change);
		assert_false(company_user(company, login).full_access);
	}
}

static void
R5_a_person_with_full_access_does_not_become_a_fieldworker(void **state)
{
	static const enum user_kind kind = USER_FIELDWORKER;
	const struct user_edit edit = { .kind = &kind };
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct change *change;
	struct refusal why;

	company_sql(
	    company, "UPDATE person SET full_access = 1 WHERE login = 'bob'");
	change = company_root(company);
	assert_int_equal(user_edit(change, bob.id, &edit, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_KIND_FULL_ACCESS);
	change_abort(change);
}

/* --- oneself ---------------------------------------------------------------- */

static void
S7_people_cannot_change_their_own_kind_or_expiry(void **state)
{
	static const enum user_kind kind = USER_EXTERNAL;
	static const int64_t never = 0, then = COMPANY_NOW + 1000;
	const struct user_edit edits[] = { { .kind = &kind },
		{ .expires_at = &then } };
	const struct user_edit same = { .expires_at = &never,
		.title = "Owner" };
	struct company *company = *state;
	struct change *change;
	struct refusal why;

	(void)add_bob(company);
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		change = company_as(company, &company->ada);
		assert_int_equal(
		    user_edit(change, company->ada.id, &edits[i], &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_SELF);
		change_abort(change);
	}
	change = company_as(company, &company->ada);
	assert_int_equal(
	    user_edit(change, company->ada.id, &same, &why), FIELD_OK);
	company_end(change);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(S7_no_verb_takes_the_last_super_admin),
		TEST(S7_a_super_admin_who_cannot_act_does_not_count),
		TEST(S7_with_another_super_admin_everything_is_permitted),
		TEST(S7_two_verbs_of_one_change_do_not_take_both),
		TEST(S7_an_import_does_not_take_the_last_super_admin),
		TEST(S7_the_role_of_the_last_one_keeps_its_levels),
		TEST(U9_a_policy_that_locks_out_every_super_admin_is_refused),
		TEST(U6_all_spares_only_the_people_needed),
		TEST(S7_an_organisation_without_one_can_be_changed),
		TEST(R10_a_subworker_gets_no_role_with_power),
		TEST(
		    R10_a_person_with_a_powerful_role_does_not_become_a_subworker),
		TEST(R10_a_role_with_subworkers_gets_no_power),
		TEST(R10_a_restore_brings_no_power_to_a_subworker),
		TEST(
		    R5_full_access_has_no_effect_in_the_field_and_does_not_return),
		TEST(
		    R5_a_person_with_full_access_does_not_become_a_fieldworker),
		TEST(S7_people_cannot_change_their_own_kind_or_expiry),
	};

	return cmocka_run_group_tests_name("super_admin", tests, NULL, NULL);
}
