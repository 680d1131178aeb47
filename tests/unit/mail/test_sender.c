/* In whose name a mail is sent (L10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/mail/sender.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

static int
open_with_mail(void **state)
{
	int rc = company_open(state);
	struct company *company = *state;

	assert_true(str_copy(company->config.mail_from,
	    sizeof(company->config.mail_from),
	    "\"Acme, Field\" <mail@acme.example>"));
	assert_true(str_copy(company->config.mail_reply_to,
	    sizeof(company->config.mail_reply_to), "office@acme.example"));
	(void)company_add(company, "bob", NULL);
	return rc;
}

static void
set_identity(struct company *company, const char *address, bool is_verified)
{
	char sql[300];

	assert_true(str_format(sql, sizeof(sql),
	    "UPDATE person SET mail_identity = '%s',"
	    " mail_identity_verified_at = %s WHERE login = 'bob'",
	    address, is_verified ? "1" : "NULL"));
	company_sql(company, sql);
}

static void
sends(struct company *company, const char *from_name, const char *from,
    const char *reply_to)
{
	struct user bob = company_user(company, "bob");
	struct mail_sender sender;

	assert_int_equal(
	    mail_sender_of(company->store, company->org.id, bob.id, &sender),
	    FIELD_OK);
	assert_string_equal(sender.from_name, from_name);
	assert_string_equal(sender.from, from);
	assert_string_equal(sender.reply_to, reply_to);
	assert_string_equal(sender.envelope_from, "mail@acme.example");
}

#define CONFIGURED "Acme, Field", "mail@acme.example", "office@acme.example"

static void
L10_without_the_policy_mail_comes_from_the_terminal(void **state)
{
	struct company *company = *state;

	set_identity(company, "bob@acme.example", true);
	sends(company, CONFIGURED);
	company_policy(company, "own_sender", "yes");
	sends(company, "bob Person", "bob@acme.example", "");
	company_policy(company, "own_sender", "no");
	sends(company, CONFIGURED);
}

static void
L10_only_a_verified_address_of_an_active_person_is_a_sender(void **state)
{
	struct company *company = *state;
	struct user bob = company_user(company, "bob");

	company_policy(company, "own_sender", "yes");
	sends(company, CONFIGURED);
	set_identity(company, "bob@acme.example", false);
	sends(company, CONFIGURED);
	set_identity(company, "bob@acme.example", true);
	(void)company_do(company, user_block, &bob);
	sends(company, CONFIGURED);
}

/* Receivers would reject a From of a domain that the server is not for. */
static void
L10_an_address_of_another_domain_gets_the_answers(void **state)
{
	struct company *company = *state;

	company_policy(company, "own_sender", "yes");
	set_identity(company, "bob@elsewhere.example", true);
	sends(company, "bob Person", "mail@acme.example",
	    "bob@elsewhere.example");
	set_identity(company, "bob@ACME.example", true);
	sends(company, "bob Person", "bob@ACME.example", "");
	set_identity(company, "bob@sub.acme.example", true);
	sends(
	    company, "bob Person", "mail@acme.example", "bob@sub.acme.example");
}

static void
L10_an_unnamed_sender_has_the_name_of_the_organisation(void **state)
{
	struct company *company = *state;
	struct mail_sender sender;

	assert_true(str_copy(company->config.mail_from,
	    sizeof(company->config.mail_from), "mail@acme.example"));
	company->config.mail_reply_to[0] = '\0';
	assert_int_equal(
	    mail_sender_of(company->store, company->org.id, "", &sender),
	    FIELD_OK);
	assert_string_equal(sender.from_name,
	    company->org.title[0] != '\0' ? company->org.title :
					    company->org.name);
	assert_string_equal(sender.reply_to, "");
}

static void
a_mailbox_is_split_into_name_and_address(void **state)
{
	static const char *const boxes[][3] = {
		{ "a@x.example", "", "a@x.example" },
		{ "<a@x.example>", "", "a@x.example" },
		{ " Acme Field  <a@x.example>", "Acme Field", "a@x.example" },
		{ "\"Acme, Inc.\" <a@x.example>", "Acme, Inc.", "a@x.example" },
	};
	char name[MAIL_NAME_SIZE], address[EMAIL_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		assert_int_equal(
		    mail_mailbox_split(boxes[i][0], name, address), FIELD_OK);
		assert_string_equal(name, boxes[i][1]);
		assert_string_equal(address, boxes[i][2]);
	}
	assert_int_equal(
	    mail_mailbox_split("no-address", name, address), FIELD_EINVAL);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, open_with_mail, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(L10_without_the_policy_mail_comes_from_the_terminal),
		TEST(
		    L10_only_a_verified_address_of_an_active_person_is_a_sender),
		TEST(L10_an_address_of_another_domain_gets_the_answers),
		TEST(L10_an_unnamed_sender_has_the_name_of_the_organisation),
		TEST(a_mailbox_is_split_into_name_and_address),
	};

	return cmocka_run_group_tests_name("sender", tests, NULL, NULL);
}
