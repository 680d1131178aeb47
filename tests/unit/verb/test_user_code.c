/* Codes that let people in, and what ends them (L2, L5, L8, S5, S8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/secret/code.h"
#include "store/verb/user.h"
#include "store/verb/user_code.h"
#include "tests/support/company.h"

#define DAY INT64_C(86400)

typedef int issuer(struct change *change, const char *person_id,
    struct user_code *code, struct refusal *why);

static struct user_code
issue(struct company *company, issuer *verb, const struct user *user)
{
	struct user_code code = { .way = DELIVERY_PRINT };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(verb(change, user->id, &code, &why), FIELD_OK);
	company_end(change);
	return code;
}

static bool
is_valid(struct company *company, const struct user *user, const char *text)
{
	struct code code;
	int rc = code_find(company->store, user->id, text, "console", &code);

	assert_true(rc == FIELD_OK || rc == FIELD_ENOTFOUND);
	return rc == FIELD_OK;
}

static void
refused(struct company *company, struct change *change, issuer *verb,
    const struct user *user, enum reason expected)
{
	struct user_code code = { .way = DELIVERY_PRINT };
	struct refusal why = { .reason = REASON_NONE };
	int64_t before = company_count(
	    company, "SELECT count(*) FROM one_time_code");

	assert_int_equal(verb(change, user->id, &code, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, expected);
	assert_string_equal(code.text, "");
	change_abort(change);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM one_time_code"),
	    before);
}

/* --- validity ------------------------------------------------------------------ */

static void
L2_the_first_invitation_is_valid_longer_than_those_after_it(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user_code first = issue(company, user_invite, &bob), second;

	assert_int_equal(first.expires_at, COMPANY_NOW + 7 * DAY);
	assert_true(is_valid(company, &bob, first.text));
	second = issue(company, user_invite, &bob);
	assert_int_equal(second.expires_at, COMPANY_NOW + DAY);
	assert_false(is_valid(company, &bob, first.text));
	assert_true(is_valid(company, &bob, second.text));
	company_policy(company, "resend_ttl", "2h");
	assert_int_equal(issue(company, user_invite, &bob).expires_at,
	    COMPANY_NOW + INT64_C(7200));
	bob = company_add(company, "carol", NULL);
	company_policy(company, "invite_ttl", "14d");
	assert_int_equal(issue(company, user_invite, &bob).expires_at,
	    COMPANY_NOW + 14 * DAY);
}

static void
L5_a_link_is_valid_for_a_day_and_replaces_the_former_one(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user_code first = issue(company, user_link, &bob), second;

	assert_int_equal(first.expires_at, COMPANY_NOW + DAY);
	second = issue(company, user_link, &bob);
	assert_false(is_valid(company, &bob, first.text));
	assert_true(is_valid(company, &bob, second.text));
	/* an invitation is another code */
	(void)issue(company, user_invite, &bob);
	assert_true(is_valid(company, &bob, second.text));
}

static void
S8_an_invitation_is_pending_then_expired_then_accepted(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	int64_t until;

	assert_int_equal(user_invited_at(&bob, COMPANY_NOW), USER_NOT_INVITED);
	until = issue(company, user_invite, &bob).expires_at;
	bob = company_user(company, "bob");
	assert_int_equal(bob.invited_until, until);
	assert_int_equal(
	    user_invited_at(&bob, until - 1), USER_INVITATION_PENDING);
	assert_int_equal(user_invited_at(&bob, until), USER_INVITATION_EXPIRED);
	/* a password of one's own makes the expired one immaterial */
	company_set_password(company, "bob", COMPANY_PASSWORD, false);
	bob = company_user(company, "bob");
	assert_int_equal(user_invited_at(&bob, until), USER_NOT_INVITED);
	assert_int_equal(
	    user_invited_at(&bob, until - 1), USER_INVITATION_PENDING);
	company_sql(company, "UPDATE one_time_code SET used_at = 1");
	bob = company_user(company, "bob");
	assert_int_equal(user_invited_at(&bob, until - 1), USER_NOT_INVITED);
}

/* --- for whom ------------------------------------------------------------------ */

static void
S5_people_who_are_kept_out_get_no_code(void **state)
{
	static issuer *const issuers[] = { user_invite, user_link };
	static const struct {
		company_verb *out, *in;
		enum reason reason;
	} states[] = {
		{ user_hold, user_release, REASON_CODE_HELD },
		{ user_block, user_unblock, REASON_CODE_BLOCKED },
		{ user_deactivate, user_activate, REASON_CODE_INACTIVE },
	};
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++) {
		for (size_t s = 0; s < sizeof(states) / sizeof(states[0]);
		     s++) {
			(void)company_do(company, states[s].out, &bob);
			refused(company, company_root(company), issuers[i],
			    &bob, states[s].reason);
			(void)company_do(company, states[s].in, &bob);
		}
		company_sql(company,
		    "UPDATE person SET expires_at = 1 WHERE login = 'bob'");
		refused(company, company_root(company), issuers[i], &bob,
		    REASON_CODE_EXPIRED);
		company_sql(company,
		    "UPDATE person SET expires_at = NULL WHERE login = 'bob'");
		(void)issue(company, issuers[i], &bob);
	}
	(void)company_do(company, user_delete, &bob);
	refused(company, company_root(company), user_invite, &bob,
	    REASON_IS_DELETED);
}

static void
S2_an_inactive_person_who_may_sign_in_gets_codes(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	(void)company_do(company, user_deactivate, &bob);
	company_policy(company, "inactive_login", "allow");
	(void)issue(company, user_invite, &bob);
}

static void
S7_people_issue_no_code_for_themselves_or_for_more_rights(void **state)
{
	struct company *company = *state;
	struct user dana = company_add(company, "dana", "manager");
	struct user bob = company_add(company, "bob", NULL);

	refused(company, company_as(company, &company->ada), user_invite,
	    &company->ada, REASON_SELF);
	refused(company, company_as(company, &dana), user_link, &bob,
	    REASON_NOT_PERMITTED);
	company_sql(company,
	    "INSERT OR IGNORE INTO role_permission SELECT id, 'users.edit' "
	    "FROM role WHERE name = 'manager'");
	refused(company, company_as(company, &dana), user_link, &company->ada,
	    REASON_SUPER_ADMIN_ONLY);
	bob = company_add(company, "carol", "accounts");
	refused(company, company_as(company, &dana), user_link, &bob,
	    REASON_BEYOND_YOURS);
}

int
main(void)
{
#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)
	const struct CMUnitTest tests[] = {
		CASE(
		    L2_the_first_invitation_is_valid_longer_than_those_after_it),
		CASE(L5_a_link_is_valid_for_a_day_and_replaces_the_former_one),
		CASE(S8_an_invitation_is_pending_then_expired_then_accepted),
		CASE(S5_people_who_are_kept_out_get_no_code),
		CASE(S2_an_inactive_person_who_may_sign_in_gets_codes),
		CASE(S7_people_issue_no_code_for_themselves_or_for_more_rights),
	};

	return cmocka_run_group_tests_name("user_code", tests, NULL, NULL);
}
