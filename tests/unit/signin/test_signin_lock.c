/* What a lock refuses, from where, and what ends it (Q3). */
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
#include "store/secret/secret.h"
#include "store/session/session.h"
#include "store/signin/signin.h"
#include "store/verb/user_unlock.h"
#include "tests/support/company.h"

#define RIGHT  "Tall-9-giraffes-mend"
#define MINUTE INT64_C(60)
#define HOME   "192.0.2.7"
#define OTHER  "198.51.100.9"

static struct secret
make(const char *text)
{
	struct secret secret;

	assert_int_equal(secret_init(&secret, text, strlen(text)), 0);
	return secret;
}

/* jane, with a password that is cheap to check, in a company that locks after
 * three failures, for ten minutes. */
static int
open_with_jane(void **state)
{
	if (company_open(state) != 0)
		return -1;
	company_policy(*state, "argon2_ops", "1");
	company_policy(*state, "argon2_memory_mib", "8");
	company_policy(*state, "lockout_after", "3");
	company_policy(*state, "lockout_within", "15m");
	company_policy(*state, "lockout_for", "10m");
	(void)company_add(*state, "jane", NULL);
	company_set_password(*state, "jane", RIGHT, false);
	return 0;
}

/* Over ssh from ADDRESS; at the console if it is NULL. */
static struct signin_request
from(const struct user *user, const char *address)
{
	struct signin_request request = {
		.login = user->login,
		.uid = user->uid,
		.service = address != NULL ? "sshd" : "login",
		.tty = address != NULL ? "ssh" : "/dev/tty1",
		.address = address,
	};

	return request;
}

static enum reason
ask(struct company *company, const struct signin_request *request,
    const char *text)
{
	struct signin_verdict verdict = { 0 };
	struct secret secret = make(text);

	assert_int_equal(
	    signin_authenticate(company->store, request, &secret, &verdict), 0);
	secret_release(&secret);
	return verdict.reason;
}

static enum reason
ask_from(struct company *company, const char *address, const char *text)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = from(&jane, address);

	return ask(company, &request, text);
}

static void
fail_from(struct company *company, const char *address, int times)
{
	for (int i = 0; i < times; i++)
		assert_int_equal(
		    ask_from(company, address, "wrong"), REASON_WRONG_SECRET);
}

static void
admits(struct company *company, const char *address)
{
	assert_int_equal(ask_from(company, address, RIGHT), REASON_NONE);
}

static void
refuses(struct company *company, const char *address)
{
	assert_int_equal(
	    ask_from(company, address, RIGHT), REASON_WRONG_SECRET);
}

static int64_t
failures(struct company *company, const char *kind)
{
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT coalesce(sum(failure_count), 0) FROM attempt "
	    "WHERE source_kind = '%s'",
	    kind);
	return company_count(company, sql);
}

/* --- each origin apart -------------------------------------------------------- */

static void
Q3_a_locked_address_locks_no_other_and_not_the_console(void **state)
{
	struct company *company = *state;

	fail_from(company, HOME, 3);
	refuses(company, HOME);
	admits(company, OTHER);
	admits(company, NULL);
	refuses(company, HOME);
}

static void
Q3_a_locked_console_locks_no_address(void **state)
{
	struct company *company = *state;

	fail_from(company, NULL, 3);
	refuses(company, NULL);
	admits(company, HOME);
	refuses(company, NULL);
}

static void
Q3_ipv6_addresses_of_one_network_count_together(void **state)
{
	struct company *company = *state;

	fail_from(company, "2001:db8:1:2::1", 1);
	fail_from(company, "2001:db8:1:2:ffff::2", 2);
	refuses(company, "2001:db8:1:2::3");
	admits(company, "2001:db8:1:3::1");
}

/* Service, tty and address are claims. */
static void
Q4_an_unprivileged_caller_locks_only_callers(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = from(&jane, HOME);

	request.caller = "uid=2001 pid=731 exe=/usr/bin/swaylock";
	request.claimed_service = "sshd";
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    ask(company, &request, "wrong"), REASON_WRONG_SECRET);
	assert_int_equal(failures(company, "caller"), 3);
	assert_int_equal(failures(company, "address"), 0);
	assert_int_equal(ask(company, &request, RIGHT), REASON_WRONG_SECRET);
	admits(company, HOME);
	admits(company, NULL);
}

static void
Q3_su_and_sudo_lock_only_callers(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = from(&jane, NULL);

	request.by_user = true;
	for (int i = 0; i < 3; i++)
		(void)ask(company, &request, "wrong");
	assert_int_equal(ask(company, &request, RIGHT), REASON_WRONG_SECRET);
	admits(company, NULL);
}

static void
Q3_a_lock_of_one_person_does_not_lock_another(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct signin_request request = from(&bob, HOME);

	company_set_password(company, "bob", RIGHT, false);
	fail_from(company, HOME, 3);
	assert_int_equal(ask(company, &request, RIGHT), REASON_NONE);
}

/* --- the network as a whole ------------------------------------------------------- */

/* COUNT failures, each from an address of its own. */
static void
attack(struct company *company, int count)
{
	static int host;

	for (int i = 0; i < count; i++) {
		char address[32];

		host++;
		(void)snprintf(address, sizeof(address), "203.0.%d.%d",
		    host / 250, host % 250 + 1);
		fail_from(company, address, 1);
	}
}

static void
sign_in_from(struct company *company, const char *address)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = from(&jane, address);
	struct session_new session = { .service = "sshd",
		.tty = "",
		.address = address,
		.method = "",
		.leader = getpid() };
	struct signin_verdict verdict;
	char id[ID_SIZE];

	assert_int_equal(signin_open_session(
			     company->store, &request, &session, &verdict, id),
	    0);
	assert_int_equal(verdict.reason, REASON_NONE);
}

static void
Q3_many_addresses_lock_the_network_but_not_known_ones(void **state)
{
	struct company *company = *state;

	sign_in_from(company, HOME);
	attack(company, 14);
	admits(company, OTHER);
	attack(company, 2); /* the success above was none of them */
	refuses(company, OTHER);
	refuses(company, "2001:db8::1");
	admits(company, HOME);
	admits(company, NULL);
	/* which did not end it */
	refuses(company, OTHER);
	company->clock.fixed_s += 10 * MINUTE;
	admits(company, OTHER);
}

static void
Q3_one_address_does_not_lock_the_network(void **state)
{
	struct company *company = *state;

	fail_from(company, HOME, 60);
	admits(company, OTHER);
	/* what it has tried before its lock counts with what others try */
	fail_from(company, HOME, 60);
	attack(company, 12);
	refuses(company, OTHER);
	/* each attempt is counted once at least, whatever is locked */
	fail_from(company, HOME, 1);
	assert_int_equal(failures(company, "network"), 16);
	assert_int_equal(failures(company, "address"), 121 + 12);
}

static void
Q3_an_address_is_known_for_thirty_days(void **state)
{
	struct company *company = *state;

	sign_in_from(company, HOME);
	company->clock.fixed_s += 30 * 24 * 60 * MINUTE - 1;
	attack(company, 15);
	admits(company, HOME);
	company->clock.fixed_s += 1;
	refuses(company, HOME);
}

static void
Q3_an_attack_from_ever_new_addresses_fills_no_table(void **state)
{
	struct company *company = *state;

	for (int round = 0; round < 8; round++) {
		attack(company, 40);
		company->clock.fixed_s += 25 * 60 * MINUTE;
	}
	/* of one round, those up to the lock; of the others, none */
	assert_true(
	    company_count(company, "SELECT count(*) FROM attempt") <= 31);
}

/* --- the end ---------------------------------------------------------------------- */

static void
Q3_a_lock_ends_automatically_and_doubles_for_an_address(void **state)
{
	struct company *company = *state;

	fail_from(company, HOME, 3);
	company->clock.fixed_s += 10 * MINUTE - 1;
	refuses(company, HOME);
	company->clock.fixed_s += 1;
	fail_from(company, HOME, 3);
	company->clock.fixed_s += 20 * MINUTE - 1;
	refuses(company, HOME);
	company->clock.fixed_s += 1;
	admits(company, HOME);
	/* a success ends the row */
	fail_from(company, HOME, 3);
	company->clock.fixed_s += 10 * MINUTE;
	admits(company, HOME);
}

static void
Q3_the_consoles_lock_never_doubles(void **state)
{
	struct company *company = *state;

	for (int i = 0; i < 4; i++) {
		fail_from(company, NULL, 3);
		refuses(company, NULL);
		company->clock.fixed_s += 10 * MINUTE;
	}
	admits(company, NULL);
}

static void
Q3_failures_further_apart_than_lockout_within_lock_nothing(void **state)
{
	struct company *company = *state;

	for (int i = 0; i < 6; i++) {
		fail_from(company, HOME, 1);
		company->clock.fixed_s += 15 * MINUTE + 1;
	}
	admits(company, HOME);
}

static void
Q3_the_last_permitted_attempt_admits_if_it_is_right(void **state)
{
	struct company *company = *state;

	fail_from(company, HOME, 2);
	admits(company, HOME);
	assert_int_equal(failures(company, "address"), 0);
	fail_from(company, HOME, 2);
	admits(company, HOME);
}

static void
Q3_a_right_secret_that_the_state_refuses_does_not_count(void **state)
{
	struct company *company = *state;

	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'jane'");
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    ask_from(company, HOME, RIGHT), REASON_BLOCKED);
	assert_int_equal(failures(company, "address"), 0);
	assert_int_equal(failures(company, "network"), 0);
}

static void
Q3_a_new_password_ends_all_locks(void **state)
{
	struct company *company = *state;

	fail_from(company, HOME, 3);
	fail_from(company, NULL, 3);
	company_set_password(company, "jane", RIGHT, false);
	admits(company, HOME);
	admits(company, NULL);
}

static void
Q3_unlock_ends_all_locks_and_is_logged_once(void **state)
{
	static const char rows[] =
	    "SELECT count(*) FROM audit WHERE action = 'user.unlock'";
	struct company *company = *state;
	struct user jane = company_user(company, "jane");

	fail_from(company, HOME, 3);
	fail_from(company, NULL, 3);
	(void)company_do(company, user_unlock, &jane);
	assert_int_equal(company_count(company, rows), 1);
	(void)company_do(company, user_unlock, &jane);
	assert_int_equal(company_count(company, rows), 1);
	admits(company, HOME);
	admits(company, NULL);
}

/* --- what it does not refuse ----------------------------------------------------------- */

static void
Q3_a_lock_refuses_neither_the_account_nor_a_session(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = from(&jane, HOME);
	struct signin_verdict verdict;

	fail_from(company, HOME, 3);
	attack(company, 15);
	assert_int_equal(signin_account(company->store, &request, &verdict), 0);
	assert_int_equal(verdict.reason, REASON_NONE);
	sign_in_from(company, HOME);
}

static void
Q3_a_lock_refuses_a_temporary_password(void **state)
{
	struct company *company = *state;

	company_sql(company,
	    "UPDATE password SET temporary = 1, expires_at = 99999999999");
	fail_from(company, HOME, 3);
	refuses(company, HOME);
	admits(company, NULL);
}

/* --- telling ------------------------------------------------------------------------- */

static void
Q3_a_lock_is_logged_and_told_once_a_day(void **state)
{
	struct company *company = *state;

	fail_from(company, HOME, 5);
	fail_from(company, OTHER, 3);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'sign-in.locked' "
		"AND outcome = 'done'"),
	    2);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM outbox WHERE template = 'locked'"),
	    1);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM outbox WHERE template = 'locks'"),
	    1);
	company->clock.fixed_s += 24 * 60 * MINUTE;
	fail_from(company, HOME, 3);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM outbox WHERE template = 'locked'"),
	    2);
}

static void
Q3_a_lock_is_logged_without_the_machine_key(void **state)
{
	struct company *company = *state;

	assert_int_equal(unlink(company->paths.key_file), 0);
	fail_from(company, HOME, 3);
	refuses(company, HOME);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'sign-in.locked'"),
	    1);
}

static void
Q3_failures_counted_on_a_full_disk_lock_their_origin(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	const struct origin console = { .kind = ORIGIN_CONSOLE };

	assert_int_equal(
	    signin_add_failures(company->store, jane.uid, "login", &console, 7),
	    0);
	refuses(company, NULL);
	admits(company, HOME);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'sign-in.locked'"),
	    1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_with_jane, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(Q3_a_locked_address_locks_no_other_and_not_the_console),
		TEST(Q3_a_locked_console_locks_no_address),
		TEST(Q3_ipv6_addresses_of_one_network_count_together),
		TEST(Q4_an_unprivileged_caller_locks_only_callers),
		TEST(Q3_su_and_sudo_lock_only_callers),
		TEST(Q3_a_lock_of_one_person_does_not_lock_another),
		TEST(Q3_many_addresses_lock_the_network_but_not_known_ones),
		TEST(Q3_one_address_does_not_lock_the_network),
		TEST(Q3_an_address_is_known_for_thirty_days),
		TEST(Q3_an_attack_from_ever_new_addresses_fills_no_table),
		TEST(Q3_a_lock_ends_automatically_and_doubles_for_an_address),
		TEST(Q3_the_consoles_lock_never_doubles),
		TEST(
		    Q3_failures_further_apart_than_lockout_within_lock_nothing),
		TEST(Q3_the_last_permitted_attempt_admits_if_it_is_right),
		TEST(Q3_a_right_secret_that_the_state_refuses_does_not_count),
		TEST(Q3_a_new_password_ends_all_locks),
		TEST(Q3_unlock_ends_all_locks_and_is_logged_once),
		TEST(Q3_a_lock_refuses_neither_the_account_nor_a_session),
		TEST(Q3_a_lock_refuses_a_temporary_password),
		TEST(Q3_a_lock_is_logged_and_told_once_a_day),
		TEST(Q3_a_lock_is_logged_without_the_machine_key),
		TEST(Q3_failures_counted_on_a_full_disk_lock_their_origin),
	};

	return cmocka_run_group_tests_name("signin_lock", tests, NULL, NULL);
}
