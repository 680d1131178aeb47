/* What new and released people are given (U1, S5, S6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/org/user_add.h"
#include "store/verb/user.h"
#include "store/verb/user_secret.h"
#include "tests/support/company.h"

static const struct secret made = { "fkd7-hnrx", 9 };

/* Adds bob; HOLD as in struct user_new. */
static int
try_add(struct company *company, struct change *change, enum way_in way_in,
    int hold, struct given *given, struct refusal *why)
{
	struct user_new in = {
		.org_id = company->org.id,
		.login = "bob",
		.first_name = "Bob",
		.kind = USER_INTERNAL,
		.hold = hold,
		.way_in = way_in,
		.given = given,
	};

	*given = (struct given){ .password = &made, .hash = "$argon2id$" };
	return user_add(change, &in, NULL, why);
}

static struct given
add(struct company *company, enum way_in way_in, int hold)
{
	struct change *change = company_root(company);
	struct refusal why;
	struct given given;

	assert_int_equal(
	    try_add(company, change, way_in, hold, &given, &why), FIELD_OK);
	company_end(change);
	return given;
}

static enum user_secret
secret_of(struct company *company)
{
	const struct user bob = company_user(company, "bob");

	return user_secret_at(&bob, COMPANY_NOW);
}

static enum user_invited
invitation_of(struct company *company)
{
	const struct user bob = company_user(company, "bob");

	return user_invited_at(&bob, COMPANY_NOW);
}

static void
U1_a_new_person_is_invited_by_default(void **state)
{
	struct company *company = *state;
	struct given given = add(company, WAY_IN_POLICY, 0);

	assert_int_equal(given.what, GIVEN_CODE);
	assert_int_equal(invitation_of(company), USER_INVITATION_PENDING);
	assert_int_equal(secret_of(company), USER_SECRET_NONE);
}

static void
U1_the_policy_gives_a_temporary_password(void **state)
{
	struct company *company = *state;
	struct given given;

	company_policy(company, "first_secret", "temporary");
	given = add(company, WAY_IN_POLICY, 0);
	assert_int_equal(given.what, GIVEN_PASSWORD);
	assert_int_equal(secret_of(company), USER_SECRET_TEMPORARY);
	assert_int_equal(invitation_of(company), USER_NOT_INVITED);
}

static void
U1_what_is_requested_precedes_the_policy(void **state)
{
	struct company *company = *state;

	company_policy(company, "first_secret", "given");
	assert_int_equal(add(company, WAY_IN_NONE, 0).what, GIVEN_NOTHING);
	assert_int_equal(secret_of(company), USER_SECRET_NONE);
	assert_int_equal(invitation_of(company), USER_NOT_INVITED);
}

static void
U1_an_administrator_who_must_choose_a_password_adds_no_one_without(void **state)
{
	struct company *company = *state;
	struct change *change;
	struct refusal why;
	struct given given;

	company_policy(company, "first_secret", "given");
	change = company_root(company);
	assert_int_equal(
	    try_add(company, change, WAY_IN_POLICY, 0, &given, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_PASSWORD_MISSING);
	change_abort(change);
}

static void
S5_a_person_who_is_held_is_given_nothing(void **state)
{
	struct company *company = *state;
	struct given given = add(company, WAY_IN_INVITE, 1);

	assert_int_equal(given.what, GIVEN_NOTHING);
	assert_int_equal(given.instead.reason, REASON_CODE_HELD);
	assert_int_equal(invitation_of(company), USER_NOT_INVITED);
}

/* --- release ------------------------------------------------------------------- */

static struct given
release(struct company *company)
{
	const struct user bob = company_user(company, "bob");
	struct given given = { .password = &made, .hash = "$argon2id$" };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(
	    way_in_release(change, bob.id, &given, &why), FIELD_OK);
	company_end(change);
	assert_false(company_user(company, "bob").held);
	return given;
}

static void
S6_a_released_person_without_a_password_gets_a_temporary_one(void **state)
{
	struct company *company = *state;

	(void)add(company, WAY_IN_POLICY, 1);
	assert_int_equal(release(company).what, GIVEN_PASSWORD);
	assert_int_equal(secret_of(company), USER_SECRET_TEMPORARY);
	assert_true(company_user(company, "bob").must_change);
	/* released already: nothing more */
	assert_int_equal(release(company).what, GIVEN_NOTHING);
}

static void
S6_a_released_person_gets_an_invitation_by_policy(void **state)
{
	struct company *company = *state;

	company_policy(company, "release_secret", "invite");
	(void)add(company, WAY_IN_POLICY, 1);
	assert_int_equal(release(company).what, GIVEN_CODE);
	assert_int_equal(secret_of(company), USER_SECRET_NONE);
	assert_int_equal(invitation_of(company), USER_INVITATION_PENDING);
}

static void
S6_a_password_given_while_held_stays(void **state)
{
	struct company *company = *state;
	struct given given;

	(void)add(company, WAY_IN_POLICY, 1);
	company_set_password(company, "bob", COMPANY_PASSWORD, false);
	given = release(company);
	assert_int_equal(given.what, GIVEN_NOTHING);
	assert_int_equal(given.instead.reason, REASON_NONE);
	assert_int_equal(secret_of(company), USER_SECRET_PASSWORD);
}

static void
S6_a_temporary_password_that_has_expired_is_replaced(void **state)
{
	struct company *company = *state;

	(void)add(company, WAY_IN_POLICY, 1);
	company_set_password(company, "bob", COMPANY_PASSWORD, false);
	company_sql(company,
	    "UPDATE password SET temporary = 1, expires_at = 1 WHERE person_id ="
	    " (SELECT id FROM person WHERE login = 'bob')");
	assert_int_equal(release(company).what, GIVEN_PASSWORD);
}

static void
S6_a_person_who_stays_blocked_is_released_without_a_secret(void **state)
{
	struct company *company = *state;
	struct given given;
	struct user bob;

	(void)add(company, WAY_IN_POLICY, 1);
	bob = company_user(company, "bob");
	(void)company_do(company, user_block, &bob);
	given = release(company);
	assert_int_equal(given.what, GIVEN_NOTHING);
	assert_int_equal(given.instead.reason, REASON_CODE_BLOCKED);
	assert_int_equal(secret_of(company), USER_SECRET_NONE);
}

int
main(void)
{
#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)
	const struct CMUnitTest tests[] = {
		CASE(U1_a_new_person_is_invited_by_default),
		CASE(U1_the_policy_gives_a_temporary_password),
		CASE(U1_what_is_requested_precedes_the_policy),
		CASE(
		    U1_an_administrator_who_must_choose_a_password_adds_no_one_without),
		CASE(S5_a_person_who_is_held_is_given_nothing),
		CASE(
		    S6_a_released_person_without_a_password_gets_a_temporary_one),
		CASE(S6_a_released_person_gets_an_invitation_by_policy),
		CASE(S6_a_password_given_while_held_stays),
		CASE(S6_a_temporary_password_that_has_expired_is_replaced),
		CASE(
		    S6_a_person_who_stays_blocked_is_released_without_a_secret),
	};

	return cmocka_run_group_tests_name("way_in", tests, NULL, NULL);
}
