/* Signing in with one-time codes, and what they permit afterwards (L2, L4, L5,
 * N8, U9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/email.h"
#include "base/err.h"
#include "base/str.h"
#include "store/secret/code.h"
#include "store/signin/notice.h"
#include "store/signin/recent.h"
#include "store/signin/signin.h"
#include "tests/support/company.h"

#define RIGHT "Tall-9-giraffes-mend"
#define OTHER "Four-2-lemons-argue"

static int
open_with_jane(void **state)
{
	if (company_open(state) != 0)
		return -1;
	company_policy(*state, "argon2_ops", "1");
	company_policy(*state, "argon2_memory_mib", "8");
	(void)company_add(*state, "jane", NULL);
	return 0;
}

static struct signin_request
request_from(const struct user *user, const char *service, const char *address)
{
	return (struct signin_request){
		.login = user->login,
		.uid = user->uid,
		.service = service,
		.tty = "tty1",
		.address = address,
	};
}

static struct signin_verdict
ask(struct company *company, const struct signin_request *request,
    const char *text)
{
	struct signin_verdict verdict = { 0 };
	struct secret secret;

	assert_int_equal(secret_init(&secret, text, strlen(text)), 0);
	assert_int_equal(
	    signin_authenticate(company->store, request, &secret, &verdict), 0);
	secret_release(&secret);
	return verdict;
}

/* jane, at the console. */
static struct signin_verdict
ask_jane(struct company *company, const char *text)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, "login", "");

	return ask(company, &request, text);
}

static void
make(struct company *company, const char *login, enum code_kind kind,
    char text[CODE_SIZE])
{
	struct user user = company_user(company, login);
	struct code_new in = { .person_id = user.id,
		.kind = kind,
		.delivery = "print",
		.source_kind = kind == CODE_RECOVERY ? "console" : NULL,
		.valid_s = 3600 };
	struct change *change = company_root(company);

	assert_int_equal(code_make(change, &in, text, NULL), FIELD_OK);
	company_end(change);
}

static int64_t
used(struct company *company)
{
	return company_count(company,
	    "SELECT count(*) FROM one_time_code WHERE used_at IS NOT NULL");
}

static enum reason
change_by(struct company *company, const struct signin_verdict *verdict,
    const char *text)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, "login", "");
	struct signin_verdict result = { 0 };
	struct secret password;

	request.code_id = verdict->code_id;
	request.sign_in = verdict->sign_in;
	assert_int_equal(secret_init(&password, text, strlen(text)), 0);
	assert_int_equal(
	    signin_change(company->store, &request, NULL, &password, &result),
	    0);
	secret_release(&password);
	return result.reason;
}

/* --- signing in ------------------------------------------------------------------ */

static void
L9_each_kind_signs_in_once_and_is_recorded_as_the_method(void **state)
{
	static const struct {
		enum code_kind kind;
		const char *method;
	} kinds[] = { { CODE_LINK, "link" }, { CODE_SIGN_IN, "code" },
		{ CODE_LEAD, "lead" }, { CODE_RECOVERY, "recovery" },
		{ CODE_INVITATION, "invitation" } };
	struct company *company = *state;
	char text[CODE_SIZE];

	company_set_password(company, "jane", RIGHT, false);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct signin_verdict verdict;
		struct user jane;

		make(company, "jane", kinds[i].kind, text);
		verdict = ask_jane(company, text);
		jane = company_user(company, "jane");
		assert_int_equal(verdict.reason, REASON_NONE);
		assert_string_equal(verdict.method, kinds[i].method);
		assert_string_equal(jane.last_sign_in_method, kinds[i].method);
		assert_true(verdict.offers_change);
		assert_true(verdict.has_password);
		verdict = ask_jane(company, text);
		assert_int_equal(verdict.reason, REASON_WRONG_SECRET);
		assert_false(verdict.say_why);
	}
}

static void
L5_a_code_of_another_person_is_a_wrong_secret(void **state)
{
	struct company *company = *state;
	char text[CODE_SIZE];

	(void)company_add(company, "sam", NULL);
	company_set_password(company, "jane", RIGHT, false);
	make(company, "sam", CODE_LINK, text);
	assert_int_equal(ask_jane(company, text).reason, REASON_WRONG_SECRET);
	assert_int_equal(used(company), 0);
}

static void
Q3_a_lock_refuses_passwords_and_no_codes(void **state)
{
	struct company *company = *state;
	char text[CODE_SIZE];

	company_policy(company, "lockout_after", "3");
	company_set_password(company, "jane", RIGHT, false);
	for (int i = 0; i < 3; i++)
		(void)ask_jane(company, "wrong");
	assert_int_equal(ask_jane(company, RIGHT).reason, REASON_WRONG_SECRET);
	make(company, "jane", CODE_LINK, text);
	assert_int_equal(ask_jane(company, text).reason, REASON_NONE);
	assert_int_equal(ask_jane(company, RIGHT).reason, REASON_WRONG_SECRET);
}

static void
S3_a_right_code_gets_the_reason_and_stays_good(void **state)
{
	struct company *company = *state;
	struct signin_verdict verdict;
	char text[CODE_SIZE];

	company_set_password(company, "jane", RIGHT, false);
	make(company, "jane", CODE_LINK, text);
	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'jane'");
	verdict = ask_jane(company, text);
	assert_int_equal(verdict.reason, REASON_BLOCKED);
	assert_true(verdict.say_why);
	assert_int_equal(used(company), 0);
}

static void
L4_a_password_that_looks_like_a_code_is_a_password(void **state)
{
	static const char password[] = "K7QM3TXP9RVW";
	struct company *company = *state;
	struct signin_verdict verdict;

	company_set_password(company, "jane", password, false);
	verdict = ask_jane(company, password);
	assert_int_equal(verdict.reason, REASON_NONE);
	assert_string_equal(verdict.method, "password");
}

static void
L4_sign_in_codes_work_in_su_and_for_privileged_people_by_policy_only(
    void **state)
{
	struct company *company = *state;
	struct signin_request request;
	struct user jane;
	char text[CODE_SIZE];

	company_set_password(company, "jane", RIGHT, false);
	jane = company_user(company, "jane");
	request = request_from(&jane, "su-l", "");
	make(company, "jane", CODE_SIGN_IN, text);
	assert_int_equal(
	    ask(company, &request, text).reason, REASON_WRONG_SECRET);
	company_policy(company, "code_services", "sign-in,su");
	assert_int_equal(ask(company, &request, text).reason, REASON_NONE);

	make(company, "jane", CODE_SIGN_IN, text);
	company_sql(
	    company, "UPDATE person SET full_access = 1 WHERE login = 'jane'");
	assert_int_equal(ask_jane(company, text).reason, REASON_WRONG_SECRET);
	company_policy(company, "code_services", "sign-in,privileged");
	assert_int_equal(ask_jane(company, text).reason, REASON_NONE);
}

static void
Q5_no_code_is_used_up_in_a_copy(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, "login", "");
	struct signin_verdict verdict;
	char text[CODE_SIZE];

	make(company, "jane", CODE_LINK, text);
	request.is_copy = true;
	verdict = ask(company, &request, text);
	assert_int_equal(verdict.reason, REASON_FULL);
	assert_true(verdict.say_why);
	assert_int_equal(used(company), 0);
}

/* --- the change that follows --------------------------------------------------------- */

static void
L2_the_change_uses_an_invitation_up_and_not_the_sign_in(void **state)
{
	struct company *company = *state;
	struct signin_verdict verdict, again;
	char text[CODE_SIZE];

	make(company, "jane", CODE_INVITATION, text);
	verdict = ask_jane(company, text);
	assert_int_equal(verdict.reason, REASON_NONE);
	assert_false(verdict.offers_change); /* it is due */
	assert_int_equal(used(company), 0);
	/* cancelled, and typed again */
	again = ask_jane(company, text);
	assert_int_equal(again.reason, REASON_NONE);
	assert_int_equal(change_by(company, &again, OTHER), REASON_NONE);
	assert_int_equal(used(company), 1);
	/* the first dialogue was still open */
	assert_int_equal(change_by(company, &verdict, "Granite-88-quarry"),
	    REASON_CODE_SPENT);
	assert_int_equal(ask_jane(company, text).reason, REASON_WRONG_SECRET);
	assert_int_equal(ask_jane(company, OTHER).reason, REASON_NONE);
}

static enum reason
account_of(struct company *company, const struct signin_verdict *sign_in)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, "login", "");
	struct signin_verdict verdict;

	request.sign_in = sign_in->sign_in;
	assert_int_equal(
	    signin_account(company->store, &request, &verdict), FIELD_OK);
	return verdict.reason;
}

static void
L2_of_two_sign_ins_by_an_invitation_one_is_admitted(void **state)
{
	struct company *company = *state;
	struct signin_verdict first, second;
	char text[CODE_SIZE];

	make(company, "jane", CODE_INVITATION, text);
	first = ask_jane(company, text);
	second = ask_jane(company, text);
	assert_int_equal(account_of(company, &first), REASON_NO_SECRET);
	assert_int_equal(change_by(company, &first, OTHER), REASON_NONE);
	/* she has a password now, but the second did not pay for it */
	assert_int_equal(account_of(company, &second), REASON_CODE_SPENT);
	assert_int_equal(account_of(company, &first), REASON_NONE);
}

static void
L2_a_password_set_meanwhile_by_root_lets_one_sign_in_continue(void **state)
{
	struct company *company = *state;
	struct signin_verdict first, second;
	char text[CODE_SIZE];

	make(company, "jane", CODE_INVITATION, text);
	first = ask_jane(company, text);
	second = ask_jane(company, text);
	company_sql(company,
	    "INSERT INTO password (person_id, hash, set_by, set_at) "
	    "SELECT id, '$argon2id$v=19$m=8192,t=1,p=1$c2FsdHNhbHQ$aGFzaA', "
	    "'root', 1 FROM person WHERE login = 'jane'");
	assert_int_equal(account_of(company, &second), REASON_NONE);
	assert_int_equal(used(company), 1);
	assert_int_equal(account_of(company, &second), REASON_NONE);
	assert_int_equal(account_of(company, &first), REASON_CODE_SPENT);
}

static void
L5_a_link_waits_for_a_change_that_must_follow(void **state)
{
	struct company *company = *state;
	struct signin_verdict verdict;
	char text[CODE_SIZE];

	make(company, "jane", CODE_INVITATION, text);
	verdict = ask_jane(company, text);
	assert_int_equal(change_by(company, &verdict, OTHER), REASON_NONE);
	company_sql(
	    company, "UPDATE person SET must_change = 1 WHERE login = 'jane'");
	make(company, "jane", CODE_LINK, text);
	/* cancelled, and typed again */
	assert_int_equal(ask_jane(company, text).reason, REASON_NONE);
	verdict = ask_jane(company, text);
	assert_int_equal(verdict.reason, REASON_NONE);
	assert_int_equal(
	    change_by(company, &verdict, "Granite-88-quarry"), REASON_NONE);
	assert_int_equal(ask_jane(company, text).reason, REASON_WRONG_SECRET);
}

static void
L2_a_refused_password_leaves_the_code_good(void **state)
{
	struct company *company = *state;
	struct signin_verdict verdict;
	char text[CODE_SIZE];

	make(company, "jane", CODE_INVITATION, text);
	verdict = ask_jane(company, text);
	assert_int_equal(
	    change_by(company, &verdict, "short"), REASON_PASSWORD_SHORT);
	assert_int_equal(used(company), 0);
	assert_int_equal(change_by(company, &verdict, OTHER), REASON_NONE);
}

static void
L1_without_a_required_password_a_code_is_used_up_at_once(void **state)
{
	struct company *company = *state;
	struct signin_verdict verdict;
	char text[CODE_SIZE];

	company_policy(company, "password_required", "no");
	make(company, "jane", CODE_LINK, text);
	verdict = ask_jane(company, text);
	assert_int_equal(verdict.reason, REASON_NONE);
	assert_true(verdict.offers_change);
	assert_false(verdict.has_password);
	assert_int_equal(used(company), 1);
}

static void
L5_after_a_link_one_change_needs_no_old_password_for_a_while(void **state)
{
	struct company *company = *state;
	struct signin_verdict verdict;
	char text[CODE_SIZE];

	company_set_password(company, "jane", RIGHT, false);
	make(company, "jane", CODE_LINK, text);
	verdict = ask_jane(company, text);
	assert_int_equal(change_by(company, &verdict, OTHER), REASON_NONE);
	assert_int_equal(
	    change_by(company, &verdict, RIGHT "x"), REASON_CODE_SPENT);

	make(company, "jane", CODE_LINK, text);
	verdict = ask_jane(company, text);
	company_sql(company,
	    "UPDATE one_time_code SET change_free_until = change_free_until "
	    "- 901 WHERE change_free_until IS NOT NULL");
	assert_int_equal(
	    change_by(company, &verdict, RIGHT "x"), REASON_CODE_SPENT);
	assert_int_equal(ask_jane(company, OTHER).reason, REASON_NONE);
}

static void
L8_what_a_used_code_permits_ends_with_the_codes(void **state)
{
	struct company *company = *state;
	struct user jane;
	struct signin_verdict verdict;
	struct change *change;
	char text[CODE_SIZE];

	company_set_password(company, "jane", RIGHT, false);
	jane = company_user(company, "jane");
	make(company, "jane", CODE_LINK, text);
	verdict = ask_jane(company, text);
	change = company_root(company);
	assert_int_equal(code_revoke_all(change, jane.id), FIELD_OK);
	company_end(change);
	assert_int_equal(
	    change_by(company, &verdict, OTHER), REASON_CODE_SPENT);
}

static void
L5_the_person_is_told_of_a_change_without_the_old_password(void **state)
{
	struct company *company = *state;
	struct user jane;
	struct signin_verdict verdict;
	char text[CODE_SIZE], told[NOTICE_SIZE];
	int64_t last;

	company_set_password(company, "jane", RIGHT, false);
	company_sql(company,
	    "UPDATE person SET mail_address = 'jane@acme.example', "
	    "mail_folded = 'jane@acme.example' WHERE login = 'jane'");
	jane = company_user(company, "jane");
	make(company, "jane", CODE_LINK, text);
	verdict = ask_jane(company, text);
	assert_int_equal(change_by(company, &verdict, OTHER), REASON_NONE);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE template = "
			     "'password-changed'"),
	    1);
	/* not by the sign-in that caused it */
	assert_int_equal(
	    notice_read(company->store, jane.id, verdict.code_id, told, &last),
	    FIELD_OK);
	assert_string_equal(told, "");
	assert_int_equal(
	    notice_read(company->store, jane.id, "", told, &last), FIELD_OK);
	assert_non_null(strstr(told, "Your password was changed"));
	assert_int_equal(
	    notice_forget(company->store, jane.id, "", last), FIELD_OK);
	assert_int_equal(
	    notice_read(company->store, jane.id, "", told, &last), FIELD_OK);
	assert_string_equal(told, "");
}

/* --- addresses ------------------------------------------------------------------------ */

static void
U9_a_mailed_code_verifies_the_address_and_a_printed_one_does_not(void **state)
{
	static const char verified[] =
	    "SELECT email_verified_at IS NOT NULL FROM person "
	    "WHERE login = 'jane'";
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct code_new in = { .person_id = jane.id,
		.kind = CODE_LINK,
		.delivery = "mail",
		.email_folded = "jane@acme.example",
		.valid_s = 3600 };
	struct change *change;
	char text[CODE_SIZE];

	company_set_password(company, "jane", RIGHT, false);
	company_sql(company,
	    "UPDATE person SET email = 'Jane@acme.example', email_folded = "
	    "'jane@acme.example', mail_address = 'Jane@acme.example', "
	    "mail_folded = 'jane@acme.example', email_verified_at = NULL "
	    "WHERE login = 'jane'");
	company_sql(company,
	    "INSERT INTO policy (id, org_id, name, value) SELECT 'p', id, "
	    "'require_verified_email', 'yes' FROM org");
	make(company, "jane", CODE_LINK, text);
	assert_int_equal(
	    ask_jane(company, text).reason, REASON_EMAIL_UNVERIFIED);
	assert_int_equal(company_count(company, verified), 0);
	assert_int_equal(used(company), 0);

	change = company_root(company);
	assert_int_equal(code_make(change, &in, text, NULL), FIELD_OK);
	company_end(change);
	assert_int_equal(ask_jane(company, text).reason, REASON_NONE);
	assert_int_equal(company_count(company, verified), 1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'user.verify-email'"),
	    1);
}

/* --- the record until the session ------------------------------------------------------ */

static void
L9_the_record_of_a_sign_in_belongs_to_its_person_for_an_hour(void **state)
{
	struct company *company = *state;
	struct user jane;
	struct signin_verdict verdict;
	struct recent recent;

	company_set_password(company, "jane", RIGHT, false);
	jane = company_user(company, "jane");
	verdict = ask_jane(company, RIGHT);
	assert_int_equal(
	    recent_find(company->store, jane.id, verdict.sign_in, &recent),
	    FIELD_OK);
	assert_string_equal(recent.method, "password");
	assert_string_equal(recent.code_id, "");
	assert_int_equal(recent_find(company->store, company->ada.id,
			     verdict.sign_in, &recent),
	    FIELD_ENOTFOUND);
	company_sql(company, "UPDATE recent_sign_in SET at = at - 3600");
	assert_int_equal(
	    recent_find(company->store, jane.id, verdict.sign_in, &recent),
	    FIELD_ENOTFOUND);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, open_with_jane, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(L9_each_kind_signs_in_once_and_is_recorded_as_the_method),
		CLAIM(L5_a_code_of_another_person_is_a_wrong_secret),
		CLAIM(Q3_a_lock_refuses_passwords_and_no_codes),
		CLAIM(S3_a_right_code_gets_the_reason_and_stays_good),
		CLAIM(L4_a_password_that_looks_like_a_code_is_a_password),
		CLAIM(
		    L4_sign_in_codes_work_in_su_and_for_privileged_people_by_policy_only),
		CLAIM(Q5_no_code_is_used_up_in_a_copy),
		CLAIM(L2_the_change_uses_an_invitation_up_and_not_the_sign_in),
		CLAIM(L2_of_two_sign_ins_by_an_invitation_one_is_admitted),
		CLAIM(
		    L2_a_password_set_meanwhile_by_root_lets_one_sign_in_continue),
		CLAIM(L5_a_link_waits_for_a_change_that_must_follow),
		CLAIM(L2_a_refused_password_leaves_the_code_good),
		CLAIM(L1_without_a_required_password_a_code_is_used_up_at_once),
		CLAIM(
		    L5_after_a_link_one_change_needs_no_old_password_for_a_while),
		CLAIM(L8_what_a_used_code_permits_ends_with_the_codes),
		CLAIM(
		    L5_the_person_is_told_of_a_change_without_the_old_password),
		CLAIM(
		    U9_a_mailed_code_verifies_the_address_and_a_printed_one_does_not),
		CLAIM(
		    L9_the_record_of_a_sign_in_belongs_to_its_person_for_an_hour),
	};

	return cmocka_run_group_tests_name("signin_code", tests, NULL, NULL);
}
