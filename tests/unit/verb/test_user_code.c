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
#include "store/verb/user_secret.h"
#include "tests/support/company.h"

#define DAY INT64_C(86400)

typedef int issuer(struct change *change, const char *person_id,
    struct given *given, struct refusal *why);

static struct given
issue(struct company *company, issuer *verb, const struct user *user)
{
	struct given code = { .way = GIVEN_BY_PRINT };
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
	struct given code = { .way = GIVEN_BY_PRINT };
	struct refusal why = { .reason = REASON_NONE };
	int64_t before = company_count(
	    company, "SELECT count(*) FROM one_time_code");

	assert_int_equal(verb(change, user->id, &code, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, expected);
	assert_string_equal(code.code, "");
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
	struct given first = issue(company, user_invite, &bob), second;

	assert_int_equal(first.expires_at, COMPANY_NOW + 7 * DAY);
	assert_true(is_valid(company, &bob, first.code));
	second = issue(company, user_invite, &bob);
	assert_int_equal(second.expires_at, COMPANY_NOW + DAY);
	assert_false(is_valid(company, &bob, first.code));
	assert_true(is_valid(company, &bob, second.code));
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
	struct given first = issue(company, user_link, &bob), second;

	assert_int_equal(first.expires_at, COMPANY_NOW + DAY);
	second = issue(company, user_link, &bob);
	assert_false(is_valid(company, &bob, first.code));
	assert_true(is_valid(company, &bob, second.code));
	/* an invitation is another code */
	(void)issue(company, user_invite, &bob);
	assert_true(is_valid(company, &bob, second.code));
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

/* --- N8 ------------------------------------------------------------------------ */

static void
may_issue_codes(struct company *company, const char *login)
{
	char sql[300];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO person_permission (id, person_id, permission, effect,"
	    " granted_by, granted_at) SELECT 'c' || id, id, 'codes.issue',"
	    " 'grant', 'root', 0 FROM person WHERE login = '%s'",
	    login);
	company_sql(company, sql);
}

static void
N8_a_lead_issues_codes_for_their_own_crew_only(void **state)
{
	struct company *company = *state;
	struct user lena = company_add(company, "lena", NULL);
	struct user bob = company_add(company, "bob", NULL);
	struct user_edit into_crew = { .lead_id = lena.id };
	struct given given = { .way = GIVEN_BY_SCREEN };
	struct change *change;
	struct refusal why;
	struct code code;

	refused(company, company_as(company, &lena), user_lead_code, &bob,
	    REASON_NOT_PERMITTED);
	may_issue_codes(company, "lena");
	refused(company, company_as(company, &lena), user_lead_code, &bob,
	    REASON_NOT_PERMITTED);
	change = company_root(company);
	assert_int_equal(user_edit(change, bob.id, &into_crew, &why), FIELD_OK);
	company_end(change);
	change = company_as(company, &lena);
	assert_int_equal(
	    user_lead_code(change, bob.id, &given, &why), FIELD_OK);
	company_end(change);
	assert_int_equal(given.expires_at, COMPANY_NOW + INT64_C(1800));
	/* here, from the network too; not elsewhere */
	assert_int_equal(
	    code_find(company->store, bob.id, given.code, "address", &code),
	    FIELD_OK);
	assert_int_equal(code.kind, CODE_LEAD);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM one_time_code WHERE kind = 'lead' AND"
		" terminal = 'van-7' AND source_kind = ''"),
	    1);
	refused(company, company_as(company, &lena), user_lead_code, &lena,
	    REASON_NOT_PERMITTED);
}

static void
N8_a_lead_issues_no_code_for_a_member_with_more_rights(void **state)
{
	struct company *company = *state;
	struct user lena = company_add(company, "lena", NULL);
	struct user boss = company_add(company, "boss", "dispatcher");
	struct user_edit into_crew = { .lead_id = lena.id };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(
	    user_edit(change, boss.id, &into_crew, &why), FIELD_OK);
	company_end(change);
	may_issue_codes(company, "lena");
	refused(company, company_as(company, &lena), user_lead_code, &boss,
	    REASON_BEYOND_YOURS);
}

static void
N8_recovery_codes_work_once_each_at_a_console_until_the_next_batch(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user_recovery first = { .count = 100, .valid_s = 90 * DAY },
			     second = { .count = 2, .valid_s = DAY };
	struct change *change = company_root(company);
	struct refusal why;
	struct code code;
	bool used;

	assert_int_equal(user_recovery(change, bob.id, &first, &why), FIELD_OK);
	company_end(change);
	assert_int_equal(first.expires_at, COMPANY_NOW + 90 * DAY);
	for (size_t i = 0; i < first.count; i++)
		assert_true(is_valid(company, &bob, first.codes[i]));
	assert_int_equal(
	    code_find(company->store, bob.id, first.codes[0], "address", &code),
	    FIELD_ENOTFOUND);
	assert_int_equal(
	    code_find(company->store, bob.id, first.codes[0], "console", &code),
	    FIELD_OK);
	change = company_root(company);
	assert_int_equal(code_use(change, &code, &used), FIELD_OK);
	assert_true(used);
	company_end(change);
	assert_false(is_valid(company, &bob, first.codes[0]));
	assert_true(is_valid(company, &bob, first.codes[1]));
	change = company_root(company);
	assert_int_equal(
	    user_recovery(change, bob.id, &second, &why), FIELD_OK);
	company_end(change);
	for (size_t i = 0; i < first.count; i++)
		assert_false(is_valid(company, &bob, first.codes[i]));
	assert_true(is_valid(company, &bob, second.codes[0]) &&
	    is_valid(company, &bob, second.codes[1]));
}

static int
try_recovery(struct change *change, const char *person_id, struct given *given,
    struct refusal *why)
{
	struct user_recovery recovery = { .count = 1, .valid_s = DAY };

	(void)given;
	return user_recovery(change, person_id, &recovery, why);
}

static void
N8_no_one_makes_their_own_recovery_codes(void **state)
{
	struct company *company = *state;

	refused(company, company_as(company, &company->ada), try_recovery,
	    &company->ada, REASON_SELF);
}

/* --- what ends codes ----------------------------------------------------------- */

/* A code of each of these kinds, mailed or not. */
static const struct {
	enum code_kind kind;
	const char *delivery, *source_kind;
} made[] = {
	{ CODE_INVITATION, "mail", NULL },
	{ CODE_LINK, "print", NULL },
	{ CODE_SIGN_IN, "text", "console" },
	{ CODE_LEAD, "screen", NULL },
	{ CODE_RECOVERY, "print", "console" },
};
#define MADE (sizeof(made) / sizeof(made[0]))

static void
make_codes(
    struct company *company, const char *login, char texts[MADE][CODE_SIZE])
{
	const struct user user = company_user(company, login);
	struct change *change = company_root(company);

	for (size_t i = 0; i < MADE; i++)
		assert_int_equal(code_make(change,
				     &(struct code_new){
					 .person_id = user.id,
					 .kind = made[i].kind,
					 .delivery = made[i].delivery,
					 .source_kind = made[i].source_kind,
					 .valid_s = 100 * DAY,
				     },
				     texts[i], NULL),
		    FIELD_OK);
	company_end(change);
}

static size_t
count_valid(
    struct company *company, const char *login, char texts[MADE][CODE_SIZE])
{
	const struct user user = company_user(company, login);
	size_t count = 0;

	for (size_t i = 0; i < MADE; i++)
		count += is_valid(company, &user, texts[i]);
	return count;
}

static void
edit(struct company *company, const char *login, const struct user_edit *what)
{
	const struct user user = company_user(company, login);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_edit(change, user.id, what, &why), FIELD_OK);
	company_end(change);
}

static void
S5_every_state_that_keeps_out_ends_all_codes(void **state)
{
	static company_verb *const verbs[] = { user_block, user_hold,
		user_deactivate, user_force_reset, user_delete };
	struct company *company = *state;
	char texts[MADE][CODE_SIZE], login[8];

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		struct user user;

		(void)snprintf(login, sizeof(login), "p%zu", i);
		user = company_add(company, login, NULL);
		make_codes(company, login, texts);
		assert_int_equal(count_valid(company, login, texts), MADE);
		(void)company_do(company, verbs[i], &user);
		assert_int_equal(count_valid(company, login, texts), 0);
	}
}

static void
S2_codes_stay_if_inactive_people_may_sign_in(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	char texts[MADE][CODE_SIZE];

	company_policy(company, "inactive_login", "allow");
	make_codes(company, "bob", texts);
	(void)company_do(company, user_deactivate, &bob);
	assert_int_equal(count_valid(company, "bob", texts), MADE);
}

static void
S5_an_expiry_ends_all_codes_even_if_the_date_is_moved(void **state)
{
	static const int64_t past = COMPANY_NOW - 1, soon = COMPANY_NOW + 60,
			     later = COMPANY_NOW + 10 * DAY;
	struct company *company = *state;
	struct change *change;
	char texts[MADE][CODE_SIZE];
	size_t count;

	(void)company_add(company, "bob", NULL);
	company_policy(company, "end_sessions_on", "block");
	make_codes(company, "bob", texts);
	edit(company, "bob", &(struct user_edit){ .expires_at = &past });
	assert_int_equal(count_valid(company, "bob", texts), 0);
	edit(company, "bob", &(struct user_edit){ .expires_at = &soon });
	make_codes(company, "bob", texts);
	company->clock = clock_fixed(soon);
	change = company_root(company);
	assert_int_equal(user_end_expired(change, "", &count), FIELD_OK);
	assert_int_equal(count, 1);
	company_end(change);
	assert_int_equal(count_valid(company, "bob", texts), 0);
	/* expired, and moved before that was noticed */
	edit(company, "bob", &(struct user_edit){ .expires_at = &later });
	make_codes(company, "bob", texts);
	company->clock = clock_fixed(later);
	edit(company, "bob",
	    &(struct user_edit){ .expires_at = &(int64_t){ 0 } });
	assert_int_equal(count_valid(company, "bob", texts), 0);
}

static void
A4_another_address_or_mobile_ends_the_codes_that_were_sent(void **state)
{
	static const struct user_edit moves[] = {
		{ .email = "bob@acme.example" },
		{ .email = "bob2@acme.example" },
		{ .email = "" },
		{ .mobile = "5550100" },
	};
	struct company *company = *state;
	char texts[MADE][CODE_SIZE];

	(void)company_add(company, "bob", NULL);
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		make_codes(company, "bob", texts);
		edit(company, "bob", &moves[i]);
		assert_int_equal(count_valid(company, "bob", texts), MADE - 2);
	}
	/* neither the same number nor another field does */
	make_codes(company, "bob", texts);
	edit(company, "bob",
	    &(struct user_edit){ .mobile = "5550100", .title = "Plumber" });
	assert_int_equal(count_valid(company, "bob", texts), MADE);
}

static void
L4_an_allowed_shared_address_is_allowed_until_it_changes(void **state)
{
	static const bool yes = true, no = false;
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct refusal why;
	struct change *change;

	edit(company, "bob",
	    &(struct user_edit){
		.email = "office@acme.example", .shared_address_ok = &yes });
	assert_true(company_user(company, "bob").shared_address_ok);
	edit(company, "bob", &(struct user_edit){ .title = "Plumber" });
	assert_true(company_user(company, "bob").shared_address_ok);
	edit(company, "bob",
	    &(struct user_edit){ .email = "depot@acme.example" });
	assert_false(company_user(company, "bob").shared_address_ok);
	edit(company, "bob", &(struct user_edit){ .shared_address_ok = &yes });
	edit(company, "bob", &(struct user_edit){ .mobile = "5550100" });
	assert_false(company_user(company, "bob").shared_address_ok);
	edit(company, "bob", &(struct user_edit){ .shared_address_ok = &yes });
	edit(company, "bob", &(struct user_edit){ .shared_address_ok = &no });
	assert_false(company_user(company, "bob").shared_address_ok);
	/* people do not decide about their own address */
	change = company_as(company, &company->ada);
	assert_int_equal(
	    user_edit(change, company->ada.id,
		&(struct user_edit){ .shared_address_ok = &yes }, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_SELF);
	change_abort(change);
	change = company_sync(company);
	assert_int_equal(
	    user_edit(change, bob.id,
		&(struct user_edit){ .shared_address_ok = &yes }, &why),
	    FIELD_EDENIED);
	change_abort(change);
}

/* --- another password ---------------------------------------------------------- */

static void
reset(struct company *company, const struct user *user, bool compromised)
{
	struct given how = { .way = GIVEN_BY_PRINT,
		.hash = "$argon2id$",
		.compromised = compromised };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_reset(change, user->id, &how, &why), FIELD_OK);
	company_end(change);
	assert_int_equal(how.expires_at, COMPANY_NOW + 3 * DAY);
}

static void
L7_a_reset_replaces_the_password_by_a_temporary_one(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	char texts[MADE][CODE_SIZE];

	company_set_password(company, "bob", COMPANY_PASSWORD, false);
	make_codes(company, "bob", texts);
	reset(company, &bob, false);
	bob = company_user(company, "bob");
	assert_int_equal(bob.stored_secret, USER_SECRET_TEMPORARY);
	assert_true(bob.must_change);
	assert_int_equal(bob.session_epoch, 0);
	assert_int_equal(count_valid(company, "bob", texts), MADE);
	reset(company, &bob, true);
	assert_int_equal(count_valid(company, "bob", texts), 0);
	assert_int_equal(company_user(company, "bob").session_epoch, 1);
}

static void
L7_a_reset_is_refused_for_held_and_by_policy_for_inactive_people(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct given ask = { .way = GIVEN_BY_PRINT };
	struct change *change;
	struct refusal why;

	(void)company_do(company, user_hold, &bob);
	change = company_root(company);
	assert_int_equal(user_reset(change, bob.id, &ask, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_RESET_HELD);
	change_abort(change);
	company_refuses(
	    company_root(company), user_force_reset, &bob, REASON_RESET_HELD);
	(void)company_do(company, user_release, &bob);
	(void)company_do(company, user_deactivate, &bob);
	change = company_root(company);
	assert_int_equal(user_reset(change, bob.id, &ask, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_RESET_INACTIVE);
	change_abort(change);
	company_policy(company, "reset_inactive", "allow");
	reset(company, &bob, false);
	company_refuses(company_root(company), user_force_reset, &bob,
	    REASON_RESET_INACTIVE);
}

static void
L8_a_forced_change_keeps_the_password_until_then(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	company_set_password(company, "bob", COMPANY_PASSWORD, false);
	bob = company_do(company, user_force_reset, &bob);
	assert_true(bob.must_change);
	assert_int_equal(bob.stored_secret, USER_SECRET_PASSWORD);
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
		CASE(N8_a_lead_issues_codes_for_their_own_crew_only),
		CASE(N8_a_lead_issues_no_code_for_a_member_with_more_rights),
		CASE(
		    N8_recovery_codes_work_once_each_at_a_console_until_the_next_batch),
		CASE(N8_no_one_makes_their_own_recovery_codes),
		CASE(S5_every_state_that_keeps_out_ends_all_codes),
		CASE(S2_codes_stay_if_inactive_people_may_sign_in),
		CASE(S5_an_expiry_ends_all_codes_even_if_the_date_is_moved),
		CASE(
		    A4_another_address_or_mobile_ends_the_codes_that_were_sent),
		CASE(L4_an_allowed_shared_address_is_allowed_until_it_changes),
		CASE(L7_a_reset_replaces_the_password_by_a_temporary_one),
		CASE(
		    L7_a_reset_is_refused_for_held_and_by_policy_for_inactive_people),
		CASE(L8_a_forced_change_keeps_the_password_until_then),
	};

	return cmocka_run_group_tests_name("user_code", tests, NULL, NULL);
}
