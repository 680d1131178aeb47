/* People confirm their own address by a code that was mailed to it (A4, U9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/user_mail.h"
#include "store/secret/code.h"
#include "store/session/process.h"
#include "store/session/session.h"
#include "store/session/within.h"
#include "store/verb/user.h"
#include "store/verb/user_verify.h"
#include "tests/support/company.h"
#include "tests/support/outbox.h"

#define OLD "jane@acme.example"
#define NEW "jane@new.example"

/* Jane, with the address OLD, and NEW pending. */
static struct user
jane(struct company *company)
{
	const struct user_edit old = { .email = OLD }, new = { .email = NEW };
	struct user user = company_add(company, "jane", "dispatcher");
	struct refusal why;
	struct change *change = company_root(company);

	assert_int_equal(user_edit(change, user.id, &old, &why), FIELD_OK);
	company_end(change);
	change = company_sync(company);
	assert_int_equal(user_edit(change, user.id, &new, &why), FIELD_OK);
	company_end(change);
	user = company_user(company, "jane");
	assert_true(user.email_pending);
	return user;
}

/* The code of the newest mail to ADDRESS. */
static void
read_code(struct company *company, const char *address, char code[CODE_SIZE])
{
	struct queued queued;
	const char *text;

	queued_newest(company, MAIL_VERIFY_EMAIL, &queued);
	assert_string_equal(queued.address, address);
	text = queued.fields.text[MAIL_FIELD_CODE];
	assert_true(str_copy(code, CODE_SIZE, text));
	assert_int_equal(code[CODE_GROUP], '-');
	assert_true(queued.fields.time_s[MAIL_FIELD_EXPIRES] > COMPANY_NOW);
	queued_release(&queued);
}

static void
mail_code(
    struct company *company, const struct user *user, char code[CODE_SIZE])
{
	struct change *change = company_as(company, user);
	struct refusal why;

	assert_int_equal(user_mail_code(change, user->id, &why), FIELD_OK);
	company_end(change);
	read_code(company, user->email, code);
}

static bool
verify(struct company *company, const struct user *user, const char *code)
{
	struct change *change = company_as(company, user);
	struct refusal why;
	bool right = false;

	assert_int_equal(
	    user_verify_email(change, user->id, code, "password", &right, &why),
	    FIELD_OK);
	company_end(change);
	return right;
}

static void
refuses(struct company *company, const struct user *who,
    const struct user *whom, const char *code, const char *method,
    enum reason expected)
{
	struct change *change = company_as(company, who);
	struct refusal why;
	bool right;

	assert_int_equal(
	    user_verify_email(change, whom->id, code, method, &right, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, expected);
	change_abort(change);
}

/* --- the code ---------------------------------------------------------------- */

static void
A4_the_code_that_was_mailed_confirms_a_pending_address(void **state)
{
	struct company *company = *state;
	struct user user = jane(company);
	char code[CODE_SIZE], address[USER_EMAIL_SIZE];

	mail_code(company, &user, code);
	assert_true(verify(company, &user, code));
	user = company_user(company, "jane");
	assert_false(user.email_pending);
	assert_true(user.email_verified_at == COMPANY_NOW);
	assert_int_equal(
	    user_mail_address(company->store, user.id, address), FIELD_OK);
	assert_string_equal(address, NEW);
	/* when the address was given, and now that mail follows it */
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE template IN"
			     " ('address-pending', 'address-changed')"
			     " AND address = '" OLD "'"),
	    2);
}

static void
U9_the_code_is_read_in_any_case_and_without_its_dash(void **state)
{
	struct company *company = *state;
	struct user user = jane(company);
	char code[CODE_SIZE], typed[2 * CODE_SIZE] = " ";
	size_t len = 1;

	mail_code(company, &user, code);
	for (const char *at = code; *at != '\0'; at++)
		if (*at != '-')
			typed[len++] = *at >= 'A' ? (char)(*at + 'a' - 'A') :
						    *at;
	assert_true(verify(company, &user, typed));
}

static void
U9_only_the_newest_code_works_and_only_once(void **state)
{
	struct company *company = *state;
	struct user user = jane(company);
	char first[CODE_SIZE], second[CODE_SIZE];

	mail_code(company, &user, first);
	mail_code(company, &user, second);
	assert_false(verify(company, &user, first));
	assert_true(verify(company, &user, second));
	refuses(
	    company, &user, &user, second, "password", REASON_EMAIL_SETTLED);
}

static void
U9_a_code_ends_with_its_time_and_with_its_address(void **state)
{
	struct company *company = *state;
	const struct user_edit other = { .email = "jane@other.example" };
	struct user user = jane(company);
	char code[CODE_SIZE];
	struct refusal why;
	struct change *change;

	mail_code(company, &user, code);
	company->clock = clock_fixed(COMPANY_NOW + 30 * 60);
	assert_false(verify(company, &user, code));
	mail_code(company, &user, code);
	change = company_sync(company);
	assert_int_equal(user_edit(change, user.id, &other, &why), FIELD_OK);
	company_end(change);
	user = company_user(company, "jane");
	assert_false(verify(company, &user, code));
}

static void
U9_the_stored_value_is_not_the_code(void **state)
{
	struct company *company = *state;
	struct user user = jane(company);
	char code[CODE_SIZE], sql[300];

	mail_code(company, &user, code);
	assert_true(str_format(sql, sizeof(sql),
	    "SELECT (SELECT count(*) FROM one_time_code WHERE"
	    " instr(hash, '%s') > 0) + (SELECT count(*) FROM outbox WHERE"
	    " instr(fields, '%s') > 0) + (SELECT count(*) FROM audit_detail"
	    " WHERE instr(body, '%s') > 0)",
	    code, code, code));
	assert_int_equal(company_count(company, sql), 0);
}

/* --- who, and from where ------------------------------------------------------- */

static void
A4_a_session_that_was_not_opened_with_the_password_confirms_nothing(
    void **state)
{
	static const char *const methods[] = { "", "key", "temporary", "code",
		"passwords" };
	struct company *company = *state;
	struct user user = jane(company);
	char code[CODE_SIZE];

	mail_code(company, &user, code);
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		refuses(company, &user, &user, code, methods[i],
		    REASON_NEEDS_PASSWORD);
	assert_true(company_user(company, "jane").email_pending);
}

static void
A4_people_cannot_confirm_an_address_for_others(void **state)
{
	struct company *company = *state;
	struct user user = jane(company);
	struct user other = company_add(company, "otto", "dispatcher");
	char code[CODE_SIZE];

	mail_code(company, &user, code);
	refuses(company, &other, &user, code, "password", REASON_NOT_PERMITTED);
}

static void
X2_the_method_of_a_session_is_its_nearest_leaders(void **state)
{
	struct company *company = *state;
	struct user user = jane(company);
	struct session_new session = { .person_id = user.id,
		.service = "su",
		.tty = "",
		.address = "",
		.method = "password",
		.uid = user.uid,
		.leader = getppid(),
		.epoch = user.session_epoch };
	const int64_t started = process_started(getpid());
	char method[SESSION_METHOD_SIZE], id[ID_SIZE];
	struct change *change;

	assert_int_equal(session_method_of(company->store, user.id, getpid(),
			     started, method),
	    FIELD_ENOTFOUND);
	change = company_root(company);
	assert_int_equal(session_open(change, &session, id), FIELD_OK);
	company_end(change);
	assert_int_equal(session_method_of(company->store, user.id, getpid(),
			     started, method),
	    FIELD_OK);
	assert_string_equal(method, "password");
	/* not the process that had the number before */
	assert_int_equal(session_method_of(company->store, user.id, getpid(),
			     started - 1, method),
	    FIELD_ENOTFOUND);
	/* not another's */
	assert_int_equal(session_method_of(company->store, company->ada.id,
			     getpid(), started, method),
	    FIELD_ENOTFOUND);
	session.method = "key";
	session.leader = getpid();
	change = company_root(company);
	assert_int_equal(session_open(change, &session, id), FIELD_OK);
	company_end(change);
	assert_int_equal(session_method_of(company->store, user.id, getpid(),
			     started, method),
	    FIELD_OK);
	assert_string_equal(method, "key");
}

static struct given
give(struct company *company, const struct user *user)
{
	struct given given = { .way = GIVEN_BY_DEFAULT };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(
	    user_give_verification(change, user->id, &given, &why), FIELD_OK);
	company_end(change);
	return given;
}

static void
U9_an_administrator_has_a_code_mailed_that_the_person_types(void **state)
{
	struct company *company = *state;
	struct user user = jane(company), bare;
	struct given given = { .way = GIVEN_BY_DEFAULT };
	struct change *change = company_root(company);
	struct refusal why;
	char code[CODE_SIZE];

	assert_int_equal(user_give_verification(change, user.id, &given, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_MAIL_SERVER);
	change_abort(change);
	(void)str_copy(company->config.mail_smtp_url,
	    sizeof(company->config.mail_smtp_url), "smtp://127.0.0.1:25");
	(void)str_copy(company->config.mail_from,
	    sizeof(company->config.mail_from), "office@acme.example");
	company->config.mail_sender = true;
	given = give(company, &user);
	assert_int_equal(given.what, GIVEN_CODE);
	assert_string_equal(given.address, NEW);
	assert_string_equal(given.code, "");
	read_code(company, NEW, code);
	assert_true(verify(company, &user, code));
	given = give(company, &user);
	assert_int_equal(given.what, GIVEN_NOTHING);
	assert_int_equal(given.instead.reason, REASON_EMAIL_VERIFIED);
	bare = company_add(company, "bare", NULL);
	given = give(company, &bare);
	assert_int_equal(given.what, GIVEN_NOTHING);
	assert_int_equal(given.instead.reason, REASON_NO_MAIL_ADDRESS);
}

int
main(void)
{
#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)
	const struct CMUnitTest tests[] = {
		CLAIM(A4_the_code_that_was_mailed_confirms_a_pending_address),
		CLAIM(U9_the_code_is_read_in_any_case_and_without_its_dash),
		CLAIM(U9_only_the_newest_code_works_and_only_once),
		CLAIM(U9_a_code_ends_with_its_time_and_with_its_address),
		CLAIM(U9_the_stored_value_is_not_the_code),
		CLAIM(
		    A4_a_session_that_was_not_opened_with_the_password_confirms_nothing),
		CLAIM(A4_people_cannot_confirm_an_address_for_others),
		CLAIM(X2_the_method_of_a_session_is_its_nearest_leaders),
		CLAIM(
		    U9_an_administrator_has_a_code_mailed_that_the_person_types),
	};

	return cmocka_run_group_tests_name("user_verify", tests, NULL, NULL);
}
