/* Whether a code may be mailed to a person: never to a reader who would gain
 * rights by it (L4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/access/mail_secret.h"
#include "tests/support/company.h"

#define FAMILY "family@acme.example"

static void
mail_is_on(struct company *company)
{
	struct config_text_gateway *gateway = calloc(1, sizeof(*gateway));

	assert_non_null(gateway);
	assert_true(str_copy(gateway->name, sizeof(gateway->name), "Verizon"));
	assert_true(str_copy(gateway->address, sizeof(gateway->address),
	    "{phone}@vtext.example"));
	assert_true(str_copy(company->config.mail_smtp_url,
	    sizeof(company->config.mail_smtp_url), "smtp://localhost"));
	assert_true(str_copy(company->config.mail_from,
	    sizeof(company->config.mail_from), "mail@acme.example"));
	company->config.mail_sender = true;
	company->config.text_gateways = gateway;
	company->config.text_gateway_count = 1;
}

/* A person with these addresses, as stored. */
static struct user
person(struct company *company, const char *login, const char *role,
    const char *address, const char *mobile)
{
	char sql[400];

	(void)company_add(company, login, role);
	assert_true(str_format(sql, sizeof(sql),
	    "UPDATE person SET email = '%s', email_folded = '%s',"
	    " mail_address = '%s', mail_folded = '%s', mobile = '%s',"
	    " mobile_provider = 'verizon' WHERE login = '%s'",
	    address, address, address, address, mobile, login));
	company_sql(company, sql);
	return company_user(company, login);
}

static void
allows(struct company *company, const struct user *user, bool by_text)
{
	struct refusal why;

	assert_int_equal(
	    mail_may_carry_secret(company->store, user, by_text, &why),
	    FIELD_OK);
}

static void
refuses(struct company *company, const struct user *user, bool by_text,
    enum reason reason)
{
	struct refusal why;

	assert_int_equal(
	    mail_may_carry_secret(company->store, user, by_text, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, reason);
}

static void
L4_a_code_is_mailed_to_a_persons_own_address(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", NULL, "bob@acme.example", "");
	struct user eve = person(company, "eve", NULL, "", "");

	refuses(company, &bob, false, REASON_NO_MAIL_SERVER);
	mail_is_on(company);
	allows(company, &bob, false);
	refuses(company, &eve, false, REASON_NO_MAIL_ADDRESS);
}

static void
L4_an_address_shared_by_equals_gets_codes(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", NULL, FAMILY, "");
	struct user eve = person(company, "eve", NULL, FAMILY, "");

	mail_is_on(company);
	allows(company, &bob, false);
	allows(company, &eve, false);
}

static void
L4_an_address_shared_with_other_rights_gets_no_codes(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", NULL, FAMILY, "");
	struct user boss = person(company, "boss", "dispatcher", FAMILY, "");
	struct refusal why;

	mail_is_on(company);
	refuses(company, &bob, false, REASON_SHARED_ADDRESS);
	refuses(company, &boss, false, REASON_SHARED_ADDRESS);
	assert_int_equal(
	    mail_may_carry_secret(company->store, &boss, false, &why),
	    FIELD_EDENIED);
	assert_string_equal(why.text[0], FAMILY);
	/* the actor may not see the other */
	assert_string_equal(why.text[1], "");
	/* one at a time: the other's codes are still not to be read */
	company_sql(company,
	    "UPDATE person SET shared_address_ok = 1 WHERE login = 'boss'");
	allows(company, &boss, false);
	refuses(company, &bob, false, REASON_SHARED_ADDRESS);
	/* a former account has no rights to lend or to gain */
	company_sql(company,
	    "UPDATE person SET status = 'deleted', deleted_at = 1"
	    " WHERE login = 'boss'");
	allows(company, &bob, false);
}

/* A block can be lifted, and the mailbox is read meanwhile. */
static void
L4_a_blocked_account_still_shares_its_address(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", NULL, FAMILY, "");

	(void)person(company, "boss", "dispatcher", FAMILY, "");
	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'boss'");
	mail_is_on(company);
	refuses(company, &bob, false, REASON_SHARED_ADDRESS);
}

static void
U3_a_text_needs_a_number_and_a_gateway(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", NULL, "", "+1 512 555 0100");
	struct user eve = person(company, "eve", NULL, "", "none");

	mail_is_on(company);
	allows(company, &bob, true);
	refuses(company, &eve, true, REASON_NO_MOBILE);
	company->config.text_gateway_count = 0;
	refuses(company, &bob, true, REASON_NO_TEXT_GATEWAY);
}

static void
U3_a_number_shared_with_other_rights_gets_no_codes(void **state)
{
	struct company *company = *state;
	struct user bob = person(company, "bob", NULL, "", "+1 512 555 0100");

	mail_is_on(company);
	(void)person(company, "eve", NULL, "", "001-512-555-0100");
	allows(company, &bob, true);
	(void)person(company, "boss", "dispatcher", "", "+15125550100");
	refuses(company, &bob, true, REASON_SHARED_ADDRESS);
	company_sql(company,
	    "UPDATE person SET shared_address_ok = 1 WHERE login = 'bob'");
	allows(company, &bob, true);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(L4_a_code_is_mailed_to_a_persons_own_address),
		TEST(L4_an_address_shared_by_equals_gets_codes),
		TEST(L4_an_address_shared_with_other_rights_gets_no_codes),
		TEST(L4_a_blocked_account_still_shares_its_address),
		TEST(U3_a_text_needs_a_number_and_a_gateway),
		TEST(U3_a_number_shared_with_other_rights_gets_no_codes),
	};

	return cmocka_run_group_tests_name("mail_secret", tests, NULL, NULL);
}
