/* The word `code`: what is mailed, to whom, and how often (L4, N8, U7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/mail/reach.h"
#include "store/signin/ask_code.h"
#include "store/signin/budget.h"
#include "store/signin/signin.h"
#include "store/signin/verify_here.h"
#include "tests/support/company.h"
#include "tests/support/outbox.h"

#define ADDRESS  "192.0.2.7"
#define PASSWORD "Tall-9-giraffes-mend"

static const char codes[] = "SELECT count(*) FROM one_time_code";

/* jane, active, with an address, on a terminal that sends mail. */
static int
open_with_jane(void **state)
{
	struct company *company;

	if (company_open(state) != 0)
		return -1;
	company = *state;
	company_policy(company, "argon2_ops", "1");
	company_policy(company, "argon2_memory_mib", "8");
	(void)company_add(company, "jane", NULL);
	company_sql(company,
	    "UPDATE person SET email = 'jane@acme.example', email_folded = "
	    "'jane@acme.example', mail_address = 'jane@acme.example', "
	    "mail_folded = 'jane@acme.example' WHERE login = 'jane'");
	(void)str_copy(company->config.mail_smtp_url,
	    sizeof(company->config.mail_smtp_url), "smtp://localhost");
	(void)str_copy(company->config.mail_from,
	    sizeof(company->config.mail_from), "van-7@acme.example");
	return 0;
}

static struct signin_request
request_from(const struct user *user, const char *address)
{
	return (struct signin_request){
		.login = user->login,
		.uid = user->uid,
		.service = "sshd",
		.tty = "ssh",
		.address = address,
	};
}

static void
ask(struct company *company, const struct signin_request *request)
{
	struct secret typed;
	int why = FIELD_EIO;

	assert_int_equal(secret_init(&typed, "code", 4), FIELD_OK);
	assert_int_equal(
	    ask_code(company->store, request, &typed, &why), FIELD_OK);
	assert_int_equal(why, FIELD_OK);
	secret_release(&typed);
}

static void
ask_for_jane(struct company *company, const char *address)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, address);

	ask(company, &request);
}

static enum reason
sign_in(struct company *company, const char *address, const char *text)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, address);
	struct signin_verdict verdict = { 0 };
	struct secret typed;

	assert_int_equal(secret_init(&typed, text, strlen(text)), FIELD_OK);
	assert_int_equal(
	    signin_by_code(company->store, &request, &typed, &verdict),
	    FIELD_OK);
	secret_release(&typed);
	return verdict.reason;
}

static void
L4_the_mail_has_the_code_and_says_when_and_from_where(void **state)
{
	struct company *company = *state;
	struct queued queued;
	const char *const *text;

	ask_for_jane(company, ADDRESS);
	queued_newest(company, MAIL_SIGN_IN_CODE, &queued);
	text = queued.fields.text;
	assert_string_equal(queued.address, "jane@acme.example");
	assert_string_equal(text[MAIL_FIELD_WHERE], ADDRESS);
	assert_string_equal(text[MAIL_FIELD_SERVICE], "sshd");
	assert_int_equal(queued.fields.time_s[MAIL_FIELD_WHEN], COMPANY_NOW);
	assert_int_equal(queued.fields.time_s[MAIL_FIELD_EXPIRES],
	    COMPANY_NOW + INT64_C(30) * 60);
	/* from the same kind of origin only */
	assert_int_equal(
	    sign_in(company, "", text[MAIL_FIELD_CODE]), REASON_WRONG_SECRET);
	assert_int_equal(
	    sign_in(company, "198.51.100.9", text[MAIL_FIELD_CODE]),
	    REASON_NONE);
	queued_release(&queued);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit "
			     "WHERE action = 'sign-in.code'"),
	    1);
}

static void
L4_it_works_at_the_asking_terminal_only(void **state)
{
	struct company *company = *state;
	struct queued queued;

	ask_for_jane(company, "");
	queued_newest(company, MAIL_SIGN_IN_CODE, &queued);
	company_sql(company, "UPDATE one_time_code SET terminal = 'van-8'");
	assert_int_equal(
	    sign_in(company, "", queued.fields.text[MAIL_FIELD_CODE]),
	    REASON_WRONG_SECRET);
	queued_release(&queued);
}

/* Nothing is left of what is made. */
static void
assert_nothing_for(
    struct company *company, const struct signin_request *request)
{
	ask(company, request);
	assert_int_equal(company_count(company, codes), 0);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM outbox"), 0);
}

/* A person with a mobile number, and without an address. */
static void
N8_a_text_is_sent_where_there_is_only_a_phone(void **state)
{
	struct company *company = *state;
	struct queued queued;

	company_sql(company,
	    "UPDATE person SET mobile = '+1 540 555 0141', mail_address = '', "
	    "mail_folded = '' WHERE login = 'jane'");
	ask_for_jane(company, "");
	assert_int_equal(company_count(company, codes), 0);
	(void)str_copy(company->config.text_url,
	    sizeof(company->config.text_url), "https://texts.example/{phone}");
	ask_for_jane(company, "");
	queued_newest(company, MAIL_SIGN_IN_CODE, &queued);
	assert_int_equal(
	    sign_in(company, "", queued.fields.text[MAIL_FIELD_CODE]),
	    REASON_NONE);
	queued_release(&queued);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM outbox o JOIN one_time_code c ON c.id = "
		"o.code_id WHERE o.channel = 'text' AND c.delivery = 'text' "
		"AND c.email_folded = ''"),
	    1);
	/* no address is verified by it */
	assert_int_equal(company_user(company, "jane").email_verified_at, 0);
}

static void
Q3_nothing_is_mailed_to_those_who_may_not_sign_in(void **state)
{
	static const char *const states[] = {
		"UPDATE person SET blocked = 1 WHERE login = 'jane'",
		"UPDATE person SET held = 1 WHERE login = 'jane'",
		"UPDATE person SET status = 'inactive' WHERE login = 'jane'",
		"UPDATE person SET mail_address = '', mail_folded = '' "
		"WHERE login = 'jane'",
		"UPDATE person SET full_access = 1 WHERE login = 'jane'",
	};
	struct company *company = *state;
	const struct user no_user = { .login = "nosuch" };
	struct signin_request unknown = request_from(&no_user, "");

	assert_nothing_for(company, &unknown);
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		struct user jane;
		struct signin_request request;

		company_sql(company,
		    "UPDATE person SET blocked = 0, held = 0, status = "
		    "'active', full_access = 0, mail_address = email, "
		    "mail_folded = email_folded WHERE login = 'jane'");
		company_sql(company, states[i]);
		jane = company_user(company, "jane");
		request = request_from(&jane, "");
		assert_nothing_for(company, &request);
	}
}

static void
L4_su_and_sudo_mail_nothing_unless_the_policy_says_so(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, "");

	request.service = "sudo";
	request.by_user = true;
	assert_nothing_for(company, &request);
	company_policy(company, "code_services", "sign-in,sudo");
	ask(company, &request);
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 1);
}

static void
L4_nothing_is_begun_in_a_copy(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, "");

	request.is_copy = true;
	assert_nothing_for(company, &request);
}

static void
U7_an_address_of_several_accounts_gets_their_names(void **state)
{
	struct company *company = *state;
	struct queued queued;

	(void)company_add(company, "sam", "dispatcher");
	company_sql(company,
	    "UPDATE person SET mail_address = 'jane@acme.example', "
	    "mail_folded = 'jane@acme.example' WHERE login = 'sam'");
	ask_for_jane(company, ADDRESS);
	assert_int_equal(company_count(company, codes), 0);
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 0);
	queued_newest(company, MAIL_SEVERAL_ACCOUNTS, &queued);
	assert_string_equal(queued.address, "jane@acme.example");
	assert_string_equal(queued.fields.text[MAIL_FIELD_LOGINS], "jane\nsam");
	queued_release(&queued);
	/* an administrator has said --shared-address-ok */
	company_sql(company,
	    "UPDATE person SET shared_address_ok = 1 WHERE login = 'jane'");
	ask_for_jane(company, ADDRESS);
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 1);
}

/* --- budgets --------------------------------------------------------------------------- */

static void
L4_an_address_uses_up_its_own_budget_also_for_unknown_names(void **state)
{
	struct company *company = *state;
	const struct user no_user = { .login = "nosuch" };
	struct signin_request unknown = request_from(&no_user, ADDRESS);

	for (int i = 0; i < BUDGET_ADDRESS; i++)
		ask(company, &unknown);
	ask_for_jane(company, ADDRESS);
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 0);
	ask_for_jane(company, "198.51.100.9");
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 1);
	ask_for_jane(company, "");
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 2);
	/* the next window */
	company->clock.fixed_s += BUDGET_WINDOW_S;
	ask_for_jane(company, ADDRESS);
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 3);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM code_budget "
			     "WHERE source = '" ADDRESS "'"),
	    1);
}

static void
L4_the_network_has_a_budget_which_leaves_the_console_its_own(void **state)
{
	struct company *company = *state;

	company_sql(company,
	    "INSERT INTO code_budget (source_kind, window_at, count) "
	    "SELECT 'network', at / 3600 * 3600, 100 FROM "
	    "(SELECT 1795557600 AS at)");
	ask_for_jane(company, ADDRESS);
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 0);
	ask_for_jane(company, "");
	assert_int_equal(queued_count(company, MAIL_SIGN_IN_CODE), 1);
}

static void
Q4_a_user_of_the_terminal_uses_up_only_their_own_budget(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, "");

	request.by_user = true;
	request.by_uid = 4711;
	for (int i = 0; i < BUDGET_CALLER + 2; i++)
		ask(company, &request);
	assert_int_equal(
	    queued_count(company, MAIL_SIGN_IN_CODE), BUDGET_CALLER);
	request.by_uid = 4712;
	ask(company, &request);
	assert_int_equal(
	    queued_count(company, MAIL_SIGN_IN_CODE), BUDGET_CALLER + 1);
}

/* --- an address that must be verified ---------------------------------------------- */

static struct signin_verdict
give_password(struct company *company, const struct signin_request *request)
{
	struct signin_verdict verdict = { 0 };
	struct secret typed;

	assert_int_equal(
	    secret_init(&typed, PASSWORD, strlen(PASSWORD)), FIELD_OK);
	assert_int_equal(
	    signin_authenticate(company->store, request, &typed, &verdict),
	    FIELD_OK);
	secret_release(&typed);
	return verdict;
}

static void
U9_a_code_is_mailed_and_verifies_the_address_at_the_prompt(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "vera", "dispatcher");
	struct signin_request request = request_from(&jane, "");
	struct signin_verdict verdict;
	struct queued queued;
	struct refusal why;

	company_sql(company,
	    "UPDATE person SET email = 'vera@acme.example', email_folded = "
	    "'vera@acme.example', mail_address = 'vera@acme.example', "
	    "mail_folded = 'vera@acme.example' WHERE login = 'vera'");
	company_set_password(company, "vera", PASSWORD, false);
	company_sql(company,
	    "INSERT INTO policy (id, org_id, name, value) SELECT 'p', id, "
	    "'require_verified_email', 'yes' FROM org");
	verdict = give_password(company, &request);
	assert_int_equal(verdict.reason, REASON_EMAIL_UNVERIFIED);
	assert_true(verdict.say_why);
	assert_int_equal(
	    verify_here_mail(company->store, &request, &verdict, &why),
	    FIELD_OK);
	queued_newest(company, MAIL_VERIFY_EMAIL, &queued);
	assert_int_equal(verify_here(company->store, &request, &verdict,
			     "0000-0000-0000", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_WRONG_CODE);
	assert_int_equal(verify_here(company->store, &request, &verdict,
			     queued.fields.text[MAIL_FIELD_CODE], &why),
	    FIELD_OK);
	queued_release(&queued);
	assert_int_equal(give_password(company, &request).reason, REASON_NONE);
}

static void
U9_codes_that_verify_have_the_budget_of_sign_in_codes(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_from(&jane, ADDRESS);
	struct signin_verdict verdict = { 0 };
	struct refusal why;

	(void)str_copy(verdict.person_id, sizeof(verdict.person_id), jane.id);
	for (int i = 0; i < BUDGET_ADDRESS; i++)
		ask_for_jane(company, ADDRESS);
	assert_int_equal(
	    verify_here_mail(company->store, &request, &verdict, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_ASKED_OFTEN);
}

/* --- whether mail leaves ------------------------------------------------------------------ */

static void
N8_mail_leaves_unless_none_is_sent_or_a_code_has_waited(void **state)
{
	struct company *company = *state;
	bool leaves;

	assert_int_equal(mail_leaves(company->store, &leaves), FIELD_OK);
	assert_true(leaves);
	ask_for_jane(company, "");
	assert_int_equal(mail_leaves(company->store, &leaves), FIELD_OK);
	assert_true(leaves);
	company->clock.fixed_s += MAIL_REACH_WAIT_S;
	assert_int_equal(mail_leaves(company->store, &leaves), FIELD_OK);
	assert_false(leaves);
	company_sql(company, "UPDATE outbox SET sent_at = 1");
	assert_int_equal(mail_leaves(company->store, &leaves), FIELD_OK);
	assert_true(leaves);
	company->config.mail_sender = false;
	assert_int_equal(mail_leaves(company->store, &leaves), FIELD_OK);
	assert_false(leaves);
	company->config.mail_sender = true;
	company->config.mail_smtp_url[0] = '\0';
	assert_int_equal(mail_leaves(company->store, &leaves), FIELD_OK);
	assert_false(leaves);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, open_with_jane, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(L4_the_mail_has_the_code_and_says_when_and_from_where),
		CLAIM(L4_it_works_at_the_asking_terminal_only),
		CLAIM(N8_a_text_is_sent_where_there_is_only_a_phone),
		CLAIM(Q3_nothing_is_mailed_to_those_who_may_not_sign_in),
		CLAIM(L4_su_and_sudo_mail_nothing_unless_the_policy_says_so),
		CLAIM(L4_nothing_is_begun_in_a_copy),
		CLAIM(U7_an_address_of_several_accounts_gets_their_names),
		CLAIM(
		    L4_an_address_uses_up_its_own_budget_also_for_unknown_names),
		CLAIM(
		    L4_the_network_has_a_budget_which_leaves_the_console_its_own),
		CLAIM(Q4_a_user_of_the_terminal_uses_up_only_their_own_budget),
		CLAIM(
		    U9_a_code_is_mailed_and_verifies_the_address_at_the_prompt),
		CLAIM(U9_codes_that_verify_have_the_budget_of_sign_in_codes),
		CLAIM(N8_mail_leaves_unless_none_is_sent_or_a_code_has_waited),
	};

	return cmocka_run_group_tests_name("signin_ask", tests, NULL, NULL);
}
