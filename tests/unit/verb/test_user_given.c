/* Where codes and temporary passwords go: mailed, sent as a text, or returned
 * (L2, L4, L7, U1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/verb/user.h"
#include "store/verb/user_code.h"
#include "store/verb/user_secret.h"
#include "tests/support/company.h"
#include "tests/support/outbox.h"

#define ADDRESS "bob@acme.example"

static void
mail_is_on(struct company *company)
{
	(void)str_copy(company->config.mail_smtp_url,
	    sizeof(company->config.mail_smtp_url), "smtp://127.0.0.1:25");
	(void)str_copy(company->config.mail_from,
	    sizeof(company->config.mail_from), "office@acme.example");
	company->config.mail_sender = true;
}

static struct user
person(struct company *company, const char *login, const char *email)
{
	struct user user = company_add(company, login, NULL);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_edit(change, user.id,
			     &(struct user_edit){ .email = email }, &why),
	    FIELD_OK);
	company_end(change);
	return company_user(company, login);
}

static struct given
invite(struct company *company, const struct user *who, const struct user *whom,
    enum given_way way)
{
	struct given given = { .way = way };
	struct change *change = who == NULL ? company_root(company) :
					      company_as(company, who);
	struct refusal why;

	assert_int_equal(user_invite(change, whom->id, &given, &why), FIELD_OK);
	company_end(change);
	return given;
}

static void
is_refused(struct company *company, const struct user *whom, enum given_way way,
    enum reason expected)
{
	struct given given = { .way = way };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(
	    user_invite(change, whom->id, &given, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, expected);
	change_abort(change);
	assert_int_equal(queued_count(company, MAIL_INVITATION), 0);
}

static void
L2_an_invitation_is_mailed_and_not_returned(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", ADDRESS);
	struct queued queued;
	struct given given;
	struct code code;

	mail_is_on(company);
	given = invite(company, &company->ada, &bob, GIVEN_BY_DEFAULT);
	assert_int_equal(given.way, GIVEN_BY_MAIL);
	assert_string_equal(given.address, ADDRESS);
	assert_string_equal(given.code, "");
	assert_int_equal(given.instead.reason, REASON_NONE);
	queued_newest(company, MAIL_INVITATION, &queued);
	assert_string_equal(queued.address, ADDRESS);
	assert_int_equal(
	    queued.fields.time_s[MAIL_FIELD_EXPIRES], given.expires_at);
	assert_string_equal(queued.fields.text[MAIL_FIELD_BY], "Ada Admin");
	/* the mailed code is the valid one, and verifies this address */
	assert_int_equal(
	    code_find(company->store, bob.id,
		queued.fields.text[MAIL_FIELD_CODE], "console", &code),
	    FIELD_OK);
	assert_true(code.mailed);
	assert_string_equal(code.email_folded, ADDRESS);
	queued_release(&queued);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM outbox AS o JOIN one_time_code AS c"
		" ON c.id = o.code_id WHERE c.delivery = 'mail'"),
	    1);
}

static void
L2_what_cannot_be_mailed_is_returned_with_the_reason(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", ADDRESS);
	struct user eve = company_add(company, "eve", NULL);
	struct given given = invite(company, NULL, &bob, GIVEN_BY_DEFAULT);

	assert_int_equal(given.way, GIVEN_BY_PRINT);
	assert_int_equal(given.instead.reason, REASON_NO_MAIL_SERVER);
	assert_int_equal(strlen(given.code), CODE_SIZE - 1);
	is_refused(company, &bob, GIVEN_BY_MAIL, REASON_NO_MAIL_SERVER);
	mail_is_on(company);
	given = invite(company, NULL, &eve, GIVEN_BY_DEFAULT);
	assert_int_equal(given.way, GIVEN_BY_PRINT);
	assert_int_equal(given.instead.reason, REASON_NO_MAIL_ADDRESS);
	is_refused(company, &eve, GIVEN_BY_MAIL, REASON_NO_MAIL_ADDRESS);
	is_refused(company, &eve, GIVEN_BY_TEXT, REASON_NO_MOBILE);
	/* printed as requested, there is no reason to report */
	given = invite(company, NULL, &bob, GIVEN_BY_PRINT);
	assert_int_equal(given.instead.reason, REASON_NONE);
	assert_int_equal(queued_count(company, MAIL_INVITATION), 0);
}

static void
L2_an_invitation_is_sent_as_a_text(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", ADDRESS);
	struct change *change = company_root(company);
	struct given given;
	struct refusal why;
	struct code code;
	struct queued queued;

	mail_is_on(company);
	(void)str_copy(company->config.text_url,
	    sizeof(company->config.text_url), "https://texts.example/send");
	assert_int_equal(
	    user_edit(change, bob.id,
		&(struct user_edit){ .mobile = "+1 555 555 0100" }, &why),
	    FIELD_OK);
	company_end(change);
	given = invite(company, NULL, &bob, GIVEN_BY_TEXT);
	assert_int_equal(given.way, GIVEN_BY_TEXT);
	assert_string_equal(given.address, "+1 555 555 0100");
	assert_string_equal(given.code, "");
	queued_newest(company, MAIL_INVITATION, &queued);
	assert_int_equal(
	    code_find(company->store, bob.id,
		queued.fields.text[MAIL_FIELD_CODE], "console", &code),
	    FIELD_OK);
	/* it verifies no address */
	assert_false(code.mailed);
	queued_release(&queued);
	assert_int_equal(
	    company_count(
		company, "SELECT count(*) FROM outbox WHERE channel = 'text'"),
	    1);
}

static void
L4_a_shared_address_gets_a_secret_once_that_is_allowed(void **state)
{
	static const bool yes = true;
	struct company *company = *state;
	struct user bob = person(company, "bob", ADDRESS);
	struct user boss = company_add(company, "boss", "dispatcher");
	struct change *change;
	struct given given;
	struct refusal why;

	mail_is_on(company);
	change = company_root(company);
	assert_int_equal(user_edit(change, boss.id,
			     &(struct user_edit){ .email = ADDRESS }, &why),
	    FIELD_OK);
	company_end(change);
	given = invite(company, NULL, &boss, GIVEN_BY_DEFAULT);
	assert_int_equal(given.way, GIVEN_BY_PRINT);
	assert_int_equal(given.instead.reason, REASON_SHARED_ADDRESS);
	is_refused(company, &bob, GIVEN_BY_MAIL, REASON_SHARED_ADDRESS);
	change = company_root(company);
	assert_int_equal(
	    user_edit(change, boss.id,
		&(struct user_edit){ .shared_address_ok = &yes }, &why),
	    FIELD_OK);
	company_end(change);
	given = invite(company, NULL, &boss, GIVEN_BY_DEFAULT);
	assert_int_equal(given.way, GIVEN_BY_MAIL);
}

static void
L7_a_mailed_reset_carries_the_temporary_password(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", ADDRESS);
	struct secret password = SECRET_INIT;
	struct given given = { .password = &password, .hash = "$argon2id$" };
	struct change *change;
	struct queued queued;
	struct refusal why;

	mail_is_on(company);
	assert_int_equal(
	    secret_init(&password, "fkd7-hnrx", strlen("fkd7-hnrx")), FIELD_OK);
	change = company_root(company);
	assert_int_equal(user_reset(change, bob.id, &given, &why), FIELD_OK);
	company_end(change);
	assert_int_equal(given.way, GIVEN_BY_MAIL);
	queued_newest(company, MAIL_RESET, &queued);
	assert_string_equal(
	    queued.fields.text[MAIL_FIELD_PASSWORD], "fkd7-hnrx");
	assert_int_equal(
	    queued.fields.time_s[MAIL_FIELD_EXPIRES], given.expires_at);
	assert_null(queued.fields.text[MAIL_FIELD_BY]);
	queued_release(&queued);
	secret_release(&password);
}

int
main(void)
{
#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)
	const struct CMUnitTest tests[] = {
		CASE(L2_an_invitation_is_mailed_and_not_returned),
		CASE(L2_what_cannot_be_mailed_is_returned_with_the_reason),
		CASE(L2_an_invitation_is_sent_as_a_text),
		CASE(L4_a_shared_address_gets_a_secret_once_that_is_allowed),
		CASE(L7_a_mailed_reset_carries_the_temporary_password),
	};

	return cmocka_run_group_tests_name("user_given", tests, NULL, NULL);
}
