/* People send mail in their own name (L10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/user_mail.h"
#include "store/secret/code.h"
#include "store/verb/user_sender.h"
#include "tests/support/outbox.h"

#define OWN "bob@own.example"

static struct user
bob(struct company *company)
{
	(void)company_add(company, "bob", "admin");
	company_sql(company,
	    "UPDATE person SET email = 'bob@acme.example',"
	    " email_folded = 'bob@acme.example',"
	    " mail_address = 'bob@acme.example',"
	    " mail_folded = 'bob@acme.example' WHERE login = 'bob'");
	company_policy(company, "own_sender", "yes");
	return company_user(company, "bob");
}

static bool
set(struct company *company, const struct user *user, const char *address)
{
	struct change *change = company_as(company, user);
	struct refusal why;
	bool verified = false;

	assert_int_equal(
	    user_set_sender(change, user->id, address, &verified, &why),
	    FIELD_OK);
	company_end(change);
	return verified;
}

static bool
verify(struct company *company, const struct user *user, const char *code)
{
	struct change *change = company_as(company, user);
	struct refusal why;
	bool right = false;

	assert_int_equal(
	    user_verify_sender(change, user->id, code, &right, &why), FIELD_OK);
	company_end(change);
	return right;
}

/* The code of the newest mail, which must go to ADDRESS. */
static void
read_code(struct company *company, const char *address, char code[CODE_SIZE])
{
	struct queued queued;

	queued_newest(company, MAIL_VERIFY_SENDER, &queued);
	assert_string_equal(queued.address, address);
	assert_true(
	    str_copy(code, CODE_SIZE, queued.fields.text[MAIL_FIELD_CODE]));
	queued_release(&queued);
}

static void
sends_from(struct company *company, const struct user *user,
    const char *expected, bool is_verified)
{
	char address[USER_EMAIL_SIZE];
	int64_t at;

	assert_int_equal(
	    user_mail_identity(company->store, user->id, address, &at),
	    FIELD_OK);
	assert_string_equal(address, expected);
	assert_int_equal(at != 0, is_verified);
}

static void
L10_the_code_mailed_to_the_address_verifies_it(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	char code[CODE_SIZE];

	assert_false(set(company, &user, OWN));
	sends_from(company, &user, OWN, false);
	assert_false(verify(company, &user, "K7QM-3TXP-9RVW"));
	sends_from(company, &user, OWN, false);
	read_code(company, OWN, code);
	assert_true(verify(company, &user, code));
	sends_from(company, &user, OWN, true);
	assert_false(verify(company, &user, code));
}

static void
L10_the_code_of_one_address_verifies_no_other(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	char code[CODE_SIZE];

	assert_false(set(company, &user, OWN));
	read_code(company, OWN, code);
	assert_false(set(company, &user, "boss@acme.example"));
	assert_false(verify(company, &user, code));
	sends_from(company, &user, "boss@acme.example", false);
}

static void
L10_the_verified_address_that_mail_goes_to_needs_no_code(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);

	assert_false(set(company, &user, "bob@acme.example"));
	company_sql(company,
	    "UPDATE person SET email_verified_at = 5 WHERE login = 'bob'");
	assert_true(set(company, &user, "Bob@acme.example"));
	sends_from(company, &user, "Bob@acme.example", true);
	assert_int_equal(queued_count(company, MAIL_VERIFY_SENDER), 1);
}

static void
L10_another_address_is_verified_anew(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	char code[CODE_SIZE];

	assert_false(set(company, &user, OWN));
	read_code(company, OWN, code);
	assert_true(verify(company, &user, code));
	assert_false(set(company, &user, "bob@new.example"));
	sends_from(company, &user, "bob@new.example", false);
	assert_false(set(company, &user, ""));
	sends_from(company, &user, "", false);
	read_code(company, "bob@new.example", code);
	assert_false(verify(company, &user, code));
}

static void
refuses(struct company *company, const struct user *user, const char *address,
    enum reason reason)
{
	struct change *change = company_as(company, user);
	struct refusal why;
	bool verified;

	assert_int_equal(
	    user_set_sender(change, user->id, address, &verified, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, reason);
	change_abort(change);
}

static void
L10_the_policy_permits_it_and_an_end_needs_no_permission(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);

	refuses(company, &user, "no-address", REASON_BAD_EMAIL);
	assert_false(set(company, &user, OWN));
	company_policy(company, "own_sender", "no");
	refuses(company, &user, OWN, REASON_NO_OWN_SENDER);
	assert_false(set(company, &user, ""));
	sends_from(company, &user, "", false);
}

/* No mailbox can be filled by typing its address again and again. */
static void
L10_five_codes_an_hour_are_mailed_to_what_a_person_types(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);

	for (int i = 0; i < 5; i++)
		assert_false(set(company, &user, OWN));
	refuses(company, &user, OWN, REASON_ASKED_OFTEN);
	company->clock.fixed_s += 3600;
	assert_false(set(company, &user, OWN));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(L10_the_code_mailed_to_the_address_verifies_it),
		TEST(L10_the_code_of_one_address_verifies_no_other),
		TEST(L10_the_verified_address_that_mail_goes_to_needs_no_code),
		TEST(L10_another_address_is_verified_anew),
		TEST(L10_five_codes_an_hour_are_mailed_to_what_a_person_types),
		TEST(L10_the_policy_permits_it_and_an_end_needs_no_permission),
	};

	return cmocka_run_group_tests_name("user_sender", tests, NULL, NULL);
}
