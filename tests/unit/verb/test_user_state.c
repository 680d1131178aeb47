/* States of an account (S1-S7). */
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
#include "store/people/role.h"
#include "store/verb/user.h"
#include "store/verb/user_secret.h"
#include "tests/support/company.h"

static int64_t
generation(struct company *company)
{
	return company_count(company, "SELECT generation FROM meta");
}

static void
deactivated_person_comes_back_active(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user after = company_do(company, user_deactivate, &bob);

	assert_int_equal(after.status, USER_INACTIVE);
	assert_int_equal(after.deactivated_at, COMPANY_NOW);
	assert_int_equal(after.version, bob.version + 1);
	after = company_do(company, user_activate, &bob);
	assert_int_equal(after.status, USER_ACTIVE);
	assert_int_equal(after.deactivated_at, 0);
}

static void
unblocking_restores_the_previous_state(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user after;

	(void)company_do(company, user_deactivate, &bob);
	(void)company_do(company, user_hold, &bob);
	after = company_do(company, user_block, &bob);
	assert_true(after.blocked && after.held);
	after = company_do(company, user_unblock, &bob);
	assert_false(after.blocked);
	assert_true(after.held);
	assert_int_equal(after.status, USER_INACTIVE);
}

static void
release_clears_the_hold_and_keeps_the_password(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct secret secret = SECRET_INIT;
	struct change *change;
	struct refusal why;
	struct user after = company_do(company, user_hold, &bob);

	assert_true(after.held);
	assert_int_equal(
	    secret_init(&secret, COMPANY_PASSWORD, strlen(COMPANY_PASSWORD)),
	    FIELD_OK);
	change = company_root(company);
	assert_int_equal(user_set_password(change, bob.id,
			     &(struct user_password){
				 .text = &secret, .hash = "$argon2id$" },
			     &why),
	    FIELD_OK);
	company_end(change);
	secret_release(&secret);
	after = company_do(company, user_release, &bob);
	assert_false(after.held);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM password"), 1);
}

static void
a_verb_that_changes_nothing_writes_nothing(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	int64_t before = generation(company);
	int64_t rows = company_count(company, "SELECT count(*) FROM audit");
	struct user after;

	after = company_do(company, user_activate, &bob);
	after = company_do(company, user_unblock, &bob);
	after = company_do(company, user_release, &bob);
	assert_int_equal(after.version, bob.version);
	assert_int_equal(generation(company), before);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), rows);
}

static void
a_change_of_state_raises_the_generation(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	int64_t before = generation(company);

	(void)company_do(company, user_block, &bob);
	assert_true(generation(company) > before);
}

static void
each_change_of_state_is_logged(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	(void)company_do(company, user_deactivate, &bob);
	(void)company_do(company, user_activate, &bob);
	(void)company_do(company, user_block, &bob);
	(void)company_do(company, user_unblock, &bob);
	(void)company_do(company, user_hold, &bob);
	(void)company_do(company, user_release, &bob);
	(void)company_do(company, user_delete, &bob);
	(void)company_do(company, user_restore, &bob);
	assert_int_equal(company_count(company,
			     "SELECT count(DISTINCT action) FROM audit"
			     " WHERE subject = (SELECT id FROM person"
			     "     WHERE login = 'bob')"
			     " AND outcome = 'done' AND action IN"
			     " ('user.deactivate', 'user.activate',"
			     " 'user.block', 'user.unblock', 'user.hold',"
			     " 'user.release', 'user.delete',"
			     " 'user.restore')"),
	    8);
}

static void
sessions_end_as_the_policy_says(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	int64_t epoch = bob.session_epoch;

	assert_int_equal(
	    company_do(company, user_block, &bob).session_epoch, ++epoch);
	assert_int_equal(
	    company_do(company, user_unblock, &bob).session_epoch, epoch);
	assert_int_equal(
	    company_do(company, user_deactivate, &bob).session_epoch, ++epoch);
	(void)company_do(company, user_activate, &bob);
	company_policy(company, "end_sessions_on", "block");
	assert_int_equal(
	    company_do(company, user_deactivate, &bob).session_epoch, epoch);
	assert_int_equal(
	    company_do(company, user_block, &bob).session_epoch, ++epoch);
}

static void
lend(struct company *company, const char *from, const char *to)
{
	char sql[512];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO delegation (id, from_id, to_id, role_id, starts_at,"
	    " ends_at, created_by, created_at)"
	    " SELECT '%s-%s', f.id, t.id, r.id, 0, 99999999999, 'root', 0"
	    " FROM person f, person t, role r WHERE f.login = '%s'"
	    " AND t.login = '%s' AND r.name = 'manager'",
	    from, to, from, to);
	company_sql(company, sql);
}

static void
inactive_person_leaves_approvals_and_delegations(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	bool can = false;

	(void)company_add(company, "eve", NULL);
	company_sql(company,
	    "INSERT INTO person_approval SELECT p.id, g.id, 'root', 0"
	    " FROM person p, approval_group g WHERE p.login IN ('bob', 'eve')");
	lend(company, "bob", "eve");
	lend(company, "eve", "bob");
	lend(company, "ada", "eve");
	assert_int_equal(role_person_can(company->store, bob.id,
			     "timesheet.approve", NULL, &can),
	    FIELD_OK);
	assert_true(can); /* lent */
	(void)company_do(company, user_deactivate, &bob);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person_approval"),
	    1); /* eve's */
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM delegation"
			     " WHERE ended_at IS NULL"),
	    1); /* ada's to eve */
	(void)company_do(company, user_activate, &bob);
	assert_int_equal(role_person_can(company->store, bob.id,
			     "timesheet.approve", NULL, &can),
	    FIELD_OK);
	assert_false(can);
}

static void
people_cannot_remove_themselves(void **state)
{
	static company_verb *const verbs[] = { user_deactivate, user_block,
		user_hold, user_delete };
	struct company *company = *state;

	(void)company_add(company, "second", "admin");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		company_refuses(company_as(company, &company->ada), verbs[i],
		    &company->ada, REASON_SELF);
}

static void
the_last_super_admin_stays_even_against_root(void **state)
{
	static company_verb *const verbs[] = { user_deactivate, user_block,
		user_hold, user_delete };
	struct company *company = *state;
	struct user second = company_add(company, "second", "admin");

	/* a person who cannot sign in does not count */
	(void)company_do(company, user_block, &second);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		company_refuses(company_root(company), verbs[i], &company->ada,
		    REASON_LAST_SUPER_ADMIN);
	(void)company_do(company, user_unblock, &second);
	assert_int_equal(
	    company_do(company, user_deactivate, &company->ada).status,
	    USER_INACTIVE);
	company_refuses(company_root(company), user_block, &second,
	    REASON_LAST_SUPER_ADMIN);
}

static void
people_without_the_permission_cannot_change_people(void **state)
{
	struct company *company = *state;
	struct user vic = company_add(company, "vic", "viewer");
	struct user bob = company_add(company, "bob", NULL);

	company_refuses(
	    company_as(company, &vic), user_block, &bob, REASON_NOT_PERMITTED);
	(void)company_do(company, user_deactivate, &bob);
	company_refuses(
	    company_as(company, &bob), user_block, &vic, REASON_NOT_PERMITTED);
	company_refuses(company_as(company, &company->ada), user_restore, &bob,
	    REASON_NOT_DELETED);
}

static void
an_import_lifts_no_block_hold_or_deletion(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	(void)company_do(company, user_block, &bob);
	company_refuses(
	    company_sync(company), user_unblock, &bob, REASON_NOT_PERMITTED);
	(void)company_do(company, user_hold, &bob);
	company_refuses(
	    company_sync(company), user_release, &bob, REASON_NOT_PERMITTED);
	company_refuses(
	    company_sync(company), user_delete, &bob, REASON_NOT_PERMITTED);
	(void)company_do(company, user_delete, &bob);
	company_refuses(
	    company_sync(company), user_restore, &bob, REASON_NOT_PERMITTED);
	company_refuses(
	    company_sync(company), user_activate, &bob, REASON_IS_DELETED);
}

static void
an_unknown_person_is_not_found(void **state)
{
	struct change *change = company_root(*state);
	struct refusal why;

	assert_int_equal(
	    user_block(change, "00000000-0000-4000-8000-000000000000", &why),
	    FIELD_ENOTFOUND);
	assert_int_equal(why.reason, REASON_NO_SUCH_PERSON);
	change_abort(change);
}

static void
an_aborted_change_leaves_everything(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_delete(change, bob.id, &why), FIELD_OK);
	change_abort(change); /* a dry run */
	assert_int_equal(company_user(company, "bob").status, USER_ACTIVE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(deactivated_person_comes_back_active),
		TEST(unblocking_restores_the_previous_state),
		TEST(release_clears_the_hold_and_keeps_the_password),
		TEST(a_verb_that_changes_nothing_writes_nothing),
		TEST(a_change_of_state_raises_the_generation),
		TEST(each_change_of_state_is_logged),
		TEST(sessions_end_as_the_policy_says),
		TEST(inactive_person_leaves_approvals_and_delegations),
		TEST(people_cannot_remove_themselves),
		TEST(the_last_super_admin_stays_even_against_root),
		TEST(people_without_the_permission_cannot_change_people),
		TEST(an_import_lifts_no_block_hold_or_deletion),
		TEST(an_unknown_person_is_not_found),
		TEST(an_aborted_change_leaves_everything),
	};

	return cmocka_run_group_tests_name("user_state", tests, NULL, NULL);
}
