/* Former passwords cannot be chosen again (L1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/secret/reuse.h"
#include "store/secret/secret.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

#define KEPT "SELECT count(*) FROM password_history"

static int
open_with_jane(void **state)
{
	if (company_open(state) != 0)
		return -1;
	company_policy(*state, "argon2_ops", "1");
	company_policy(*state, "argon2_memory_mib", "8");
	company_policy(*state, "password_history", "2");
	(void)company_add(*state, "jane", "dispatcher");
	return 0;
}

/* Passwords are named by a number. */
static const char *
text_of(int number)
{
	static char text[40];

	(void)str_format(text, sizeof(text), "Tall-%d-giraffes-mend", number);
	return text;
}

static void
give(struct company *company, int number)
{
	company_set_password(company, "jane", text_of(number), false);
}

static bool kept; /* of the last check */

static int
check(struct company *company, struct reuse_question *question, int number,
    struct refusal *why)
{
	struct user jane = company_user(company, "jane");
	struct policies policies;
	struct secret password;
	int rc;

	assert_int_equal(
	    policies_load(company->store, jane.org_id, &policies), 0);
	assert_int_equal(
	    secret_init(&password, text_of(number), strlen(text_of(number))),
	    0);
	question->user = &jane;
	question->policies = &policies;
	question->password = &password;
	rc = reuse_check(company->store, question, &kept, why);
	secret_release(&password);
	return rc;
}

static enum reason
verdict(struct company *company, int number)
{
	struct reuse_question question = { 0 };
	struct refusal why = { .reason = REASON_NONE };
	int rc = check(company, &question, number, &why);

	assert_int_equal(
	    rc, why.reason == REASON_NONE ? FIELD_OK : FIELD_EDENIED);
	return why.reason;
}

static void
as_many_former_passwords_as_the_policy_says_are_refused(void **state)
{
	struct company *company = *state;

	for (int i = 1; i <= 4; i++)
		give(company, i);
	assert_int_equal(verdict(company, 4), REASON_PASSWORD_SAME);
	assert_int_equal(verdict(company, 3), REASON_PASSWORD_REUSED);
	assert_int_equal(verdict(company, 2), REASON_PASSWORD_REUSED);
	assert_int_equal(verdict(company, 1), REASON_NONE);
	assert_int_equal(verdict(company, 5), REASON_NONE);
	assert_int_equal(company_count(company, KEPT), 2);
}

static void
the_order_stays_when_the_clock_is_set_back(void **state)
{
	struct company *company = *state;

	for (int i = 1; i <= 4; i++) {
		company->clock.fixed_s -= 86400;
		give(company, i);
	}
	assert_int_equal(verdict(company, 3), REASON_PASSWORD_REUSED);
	assert_int_equal(verdict(company, 2), REASON_PASSWORD_REUSED);
	assert_int_equal(verdict(company, 1), REASON_NONE);
}

static void
a_lowered_policy_applies_at_once(void **state)
{
	struct company *company = *state;

	for (int i = 1; i <= 3; i++)
		give(company, i);
	company_policy(company, "password_history", "1");
	assert_int_equal(verdict(company, 2), REASON_PASSWORD_REUSED);
	assert_int_equal(verdict(company, 1), REASON_NONE);
	company_policy(company, "password_history", "0");
	assert_int_equal(verdict(company, 3), REASON_NONE);
	assert_int_equal(verdict(company, 2), REASON_NONE);
	give(company, 4);
	assert_int_equal(company_count(company, KEPT), 0);
}

static void
the_longest_history_is_compared(void **state)
{
	struct company *company = *state;

	company_policy(company, "password_history", "24");
	for (int i = 1; i <= 26; i++)
		give(company, i);
	assert_int_equal(company_count(company, KEPT), 24);
	assert_int_equal(verdict(company, 2), REASON_PASSWORD_REUSED);
	assert_int_equal(verdict(company, 1), REASON_NONE);
}

static void
L3_temporary_passwords_push_out_no_former_one(void **state)
{
	struct company *company = *state;

	give(company, 1);
	for (int i = 2; i <= 4; i++) {
		give(company, i);
		company_sql(company,
		    "UPDATE password SET temporary = 1,"
		    " expires_at = 1795600000");
		if (i == 2) /* the first one replaced the person's own */
			assert_int_equal(company_count(company, KEPT), 1);
	}
	assert_int_equal(company_count(company, KEPT), 1);
	assert_int_equal(verdict(company, 1), REASON_PASSWORD_REUSED);
	assert_int_equal(verdict(company, 3), REASON_NONE);
	/* the current one is never chosen again, not even a temporary one */
	assert_int_equal(verdict(company, 4), REASON_PASSWORD_SAME);
}

static void
S4_a_deleted_person_who_is_restored_cannot_take_the_old_password(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");

	give(company, 1);
	(void)company_do(company, user_delete, &jane);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM password"), 0);
	(void)company_do(company, user_restore, &jane);
	assert_int_equal(verdict(company, 1), REASON_PASSWORD_REUSED);
}

/* --- computing --------------------------------------------------------------- */

struct room {
	struct company *company;
	uint64_t bytes;
	int calls;
};

/* Another process can write: no transaction is open. */
static int
look(uint64_t memory_bytes, void *context)
{
	struct room *room = context;

	room->bytes = memory_bytes;
	room->calls++;
	company_sql(room->company, "UPDATE person SET title = 'Writer'");
	return FIELD_OK;
}

static int
refuse_room(uint64_t memory_bytes, void *context)
{
	(void)memory_bytes;
	(void)context;
	return FIELD_EBUSY;
}

static void
room_is_made_once_for_the_most_expensive_hash(void **state)
{
	struct room room = { .company = *state };
	struct reuse_question question = { .make_room = look,
		.context = &room };
	struct refusal why;

	assert_int_equal(check(*state, &question, 1, &why), FIELD_OK);
	assert_int_equal(room.calls, 0); /* there is nothing to compare */
	company_policy(*state, "argon2_memory_mib", "16");
	give(*state, 1);
	company_policy(*state, "argon2_memory_mib", "8");
	give(*state, 2);
	assert_int_equal(check(*state, &question, 3, &why), FIELD_OK);
	assert_int_equal(room.calls, 1);
	assert_int_equal(room.bytes, 16 << 20);
	question.make_room = refuse_room;
	assert_int_equal(check(*state, &question, 3, &why), FIELD_EBUSY);
}

static void
the_current_password_is_left_out_when_it_was_compared(void **state)
{
	struct reuse_question question = { .not_current = true };
	struct refusal why;

	give(*state, 1);
	give(*state, 2);
	assert_int_equal(check(*state, &question, 2, &why), FIELD_OK);
	assert_int_equal(check(*state, &question, 1, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_PASSWORD_REUSED);
}

/* Scripts give the same password again, and root's passwd may. */
static void
L7_an_administrator_may_give_the_current_password_again(void **state)
{
	struct company *company = *state;
	struct reuse_question question = { .may_keep = true };
	struct refusal why;

	give(company, 1);
	give(company, 2);
	assert_int_equal(check(company, &question, 2, &why), FIELD_OK);
	assert_true(kept);
	assert_int_equal(check(company, &question, 3, &why), FIELD_OK);
	assert_false(kept);
	assert_int_equal(check(company, &question, 1, &why), FIELD_EDENIED);
	assert_false(kept);
	company_sql(company,
	    "UPDATE password SET temporary = 1,"
	    " expires_at = 1795600000");
	assert_int_equal(check(company, &question, 2, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_PASSWORD_SAME);
}

static void
a_damaged_hash_gives_no_verdict(void **state)
{
	struct reuse_question question = { 0 };
	struct refusal why;

	give(*state, 1);
	give(*state, 2);
	company_sql(*state, "UPDATE password_history SET hash = '$argon2id$'");
	assert_int_equal(check(*state, &question, 3, &why), FIELD_ECORRUPT);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_with_jane, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(as_many_former_passwords_as_the_policy_says_are_refused),
		TEST(the_order_stays_when_the_clock_is_set_back),
		TEST(a_lowered_policy_applies_at_once),
		TEST(the_longest_history_is_compared),
		TEST(L3_temporary_passwords_push_out_no_former_one),
		TEST(
		    S4_a_deleted_person_who_is_restored_cannot_take_the_old_password),
		TEST(room_is_made_once_for_the_most_expensive_hash),
		TEST(the_current_password_is_left_out_when_it_was_compared),
		TEST(L7_an_administrator_may_give_the_current_password_again),
		TEST(a_damaged_hash_gives_no_verdict),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
