/* Which secrets admit which people (L1, S1-S5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/secret/secret.h"
#include "store/signin/signin.h"
#include "tests/support/company.h"

#define RIGHT "Tall-9-giraffes-mend"

static struct secret
make(const char *text)
{
	struct secret secret;

	assert_int_equal(secret_init(&secret, text, strlen(text)), 0);
	return secret;
}

/* jane, active, with a password that is cheap to check. */
static int
open_with_jane(void **state)
{
	if (company_open(state) != 0)
		return -1;
	company_policy(*state, "argon2_ops", "1");
	company_policy(*state, "argon2_memory_mib", "8");
	(void)company_add(*state, "jane", NULL);
	company_set_password(*state, "jane", RIGHT, false);
	return 0;
}

static struct signin_request
request_for(const struct user *user)
{
	struct signin_request request = {
		.login = user->login,
		.uid = user->uid,
		.service = "sshd",
		.tty = "ssh",
		.address = "192.0.2.7",
	};

	return request;
}

static struct signin_verdict
ask(struct company *company, const struct signin_request *request,
    const char *text)
{
	struct signin_verdict verdict = { 0 };
	struct secret secret = make(text);

	assert_int_equal(
	    signin_authenticate(company->store, request, &secret, &verdict), 0);
	secret_release(&secret);
	return verdict;
}

static struct signin_verdict
ask_jane(struct company *company, const char *text)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);

	return ask(company, &request, text);
}

static int64_t
failures(struct company *company)
{
	return company_count(company,
	    "SELECT COALESCE((SELECT failure_count FROM attempt a JOIN person "
	    "p ON p.id = a.person_id WHERE p.login = 'jane' "
	    "AND a.source_kind = 'address'), 0)");
}

/* --- right and wrong --------------------------------------------------------------- */

static void
the_correct_password_admits_an_active_person(void **state)
{
	struct company *company = *state;
	struct signin_verdict verdict = ask_jane(company, RIGHT);
	struct user jane = company_user(company, "jane");

	assert_int_equal(verdict.reason, REASON_NONE);
	assert_string_equal(verdict.login, "jane");
	assert_string_equal(verdict.method, "password");
	assert_string_equal(verdict.person_id, jane.id);
	assert_false(verdict.uncounted);
	assert_int_equal(jane.last_sign_in_at, COMPANY_NOW);
	assert_string_equal(jane.last_sign_in_method, "password");
}

static void
wrong_empty_prefix_and_case_are_refused_without_a_reason(void **state)
{
	static const char *const wrong[] = { "", "x", RIGHT "x",
		"Tall-9-giraffes-men", "tall-9-giraffes-mend" };
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct signin_verdict verdict = ask_jane(company, wrong[i]);

		assert_int_equal(verdict.reason, REASON_WRONG_SECRET);
		assert_false(verdict.say_why);
		assert_int_equal(failures(company), i + 1);
	}
}

/* CVE-2020-27780: a decoy that could say yes. */
static void
an_unknown_name_is_refused_with_every_known_password(void **state)
{
	static const char *const tries[] = { "", RIGHT, "decoy", "*", "x" };
	struct company *company = *state;
	struct signin_request request = { .login = "", .service = "sshd" };

	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		struct signin_verdict verdict = ask(
		    company, &request, tries[i]);

		assert_int_equal(verdict.reason, REASON_WRONG_SECRET);
		assert_false(verdict.say_why);
		assert_string_equal(verdict.person_id, "");
	}
	assert_int_equal(
	    company_count(company, "SELECT sum(count) FROM unknown_attempt"),
	    5);
	assert_int_equal(failures(company), 0);
}

static void
a_uid_with_another_login_is_unknown(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);

	request.login = "ada";
	assert_int_equal(
	    ask(company, &request, RIGHT).reason, REASON_WRONG_SECRET);
}

static void
a_person_without_a_password_is_never_admitted(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct signin_request request = request_for(&bob);

	assert_int_equal(
	    ask(company, &request, "").reason, REASON_WRONG_SECRET);
	assert_int_equal(
	    ask(company, &request, RIGHT).reason, REASON_WRONG_SECRET);
}

/* --- states --------------------------------------------------------------------------- */

static void
every_state_but_active_is_refused_and_explained_only_with_the_secret(
    void **state)
{
	static const struct {
		const char *sql;
		enum reason reason;
	} table[] = {
		{ "UPDATE person SET blocked = 1 WHERE login = 'jane'",
		    REASON_BLOCKED },
		{ "UPDATE person SET blocked = 0, held = 1 "
		  "WHERE login = 'jane'",
		    REASON_HELD },
		{ "UPDATE person SET held = 0, status = 'inactive' "
		  "WHERE login = 'jane'",
		    REASON_INACTIVE },
		{ "UPDATE person SET status = 'deleted', deleted_at = 1 "
		  "WHERE login = 'jane'",
		    REASON_DELETED },
		{ "UPDATE person SET status = 'active', deleted_at = NULL, "
		  "expires_at = 1 WHERE login = 'jane'",
		    REASON_EXPIRED },
		{ "UPDATE person SET expires_at = NULL; "
		  "DELETE FROM terminal_org",
		    REASON_WRONG_ORG },
	};
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct signin_verdict verdict;

		company_sql(company, table[i].sql);
		verdict = ask_jane(company, RIGHT);
		assert_int_equal(verdict.reason, table[i].reason);
		assert_true(verdict.say_why);
		verdict = ask_jane(company, "wrong");
		assert_int_equal(verdict.reason, REASON_WRONG_SECRET);
		assert_false(verdict.say_why);
	}
}

static void
an_inactive_person_is_admitted_where_the_policy_allows(void **state)
{
	struct company *company = *state;

	company_policy(company, "inactive_login", "allow");
	company_sql(company,
	    "UPDATE person SET status = 'inactive' WHERE login = 'jane'");
	assert_int_equal(ask_jane(company, RIGHT).reason, REASON_NONE);
}

static void
authenticate_does_not_report_must_change(void **state)
{
	struct company *company = *state;

	company_sql(
	    company, "UPDATE person SET must_change = 1 WHERE login = 'jane'");
	assert_int_equal(ask_jane(company, RIGHT).reason, REASON_NONE);
}

static void
an_expired_temporary_password_is_refused(void **state)
{
	struct company *company = *state;

	company_sql(company,
	    "UPDATE password SET temporary = 1, expires_at = 1795557601");
	assert_string_equal(ask_jane(company, RIGHT).method, "temporary");
	company_sql(company, "UPDATE password SET expires_at = 1795557600");
	assert_int_equal(
	    ask_jane(company, RIGHT).reason, REASON_SECRET_EXPIRED);
}

static void
a_missing_permission_is_named(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);
	struct signin_verdict verdict;

	request.required_permission = "invoices.edit";
	verdict = ask(company, &request, RIGHT);
	assert_int_equal(verdict.reason, REASON_LACKS_PERMISSION);
	assert_string_equal(verdict.refusal.text[0], "invoices.edit");
}

/* --- what could not be computed ------------------------------------------------ */

/* Room for everything but Argon2id: 8 MiB. */
static struct rlimit
leave_no_memory(void)
{
	struct rlimit before, tight;
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%lu", &pages), 1);
	(void)fclose(file);
	assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
	tight = before;
	tight.rlim_cur = pages * (rlim_t)sysconf(_SC_PAGESIZE) + (4 << 20);
	assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
	return before;
}

/* libsodium's own verdict is that of a wrong password. */
static void
ask_without_memory(
    struct company *company, const struct user *user, const char *text)
{
	struct signin_request request = request_for(user);
	struct signin_verdict verdict = { .reason = REASON_BLOCKED };
	struct secret secret = make(text);
	struct rlimit before = leave_no_memory();
	int rc = signin_authenticate(
	    company->store, &request, &secret, &verdict);

	assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
	assert_int_equal(rc, FIELD_ENOMEM);
	assert_int_equal(verdict.reason, REASON_BLOCKED);
	secret_release(&secret);
}

static void
no_memory_is_not_a_wrong_password_and_is_not_counted(void **state)
{
	static const char *const texts[] = { RIGHT, "wrong", "" };
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct user bob = company_add(company, "bob", NULL);
	struct user nobody = { .login = "" };
	int64_t rows = company_count(company, "SELECT count(*) FROM audit");

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ask_without_memory(company, &jane, texts[i]);
		ask_without_memory(company, &bob, texts[i]);
		ask_without_memory(company, &nobody, texts[i]);
	}
	assert_int_equal(
	    company_count(company, "SELECT sum(failure_count) FROM attempt"),
	    0);
	assert_int_equal(
	    company_count(company, "SELECT sum(count) FROM unknown_attempt"),
	    0);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), rows);
	assert_int_equal(ask_jane(company, RIGHT).reason, REASON_NONE);
}

/* --- attempts ----------------------------------------------------------------------------- */

struct seen {
	struct company *company;
	int64_t failures;
	uint64_t memory_bytes;
	int answer;
};

static int
look(uint64_t memory_bytes, void *context)
{
	struct seen *seen = context;

	seen->memory_bytes = memory_bytes;
	seen->failures = failures(seen->company);
	return seen->answer;
}

static void
no_room_ends_the_request_before_it_is_counted(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);
	struct seen seen = { company, -1, 0, FIELD_EBUSY };
	struct secret secret = make(RIGHT);
	struct signin_verdict verdict;

	request.make_room = look;
	request.context = &seen;
	assert_int_equal(
	    signin_authenticate(company->store, &request, &secret, &verdict),
	    FIELD_EBUSY);
	assert_int_equal(seen.memory_bytes, 8 << 20);
	assert_int_equal(failures(company), 0);
	secret_release(&secret);
}

static void
success_clears_the_failures_and_account_alone_does_not(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);
	struct signin_verdict verdict;

	(void)ask_jane(company, "wrong");
	(void)ask_jane(company, "wrong");
	assert_int_equal(signin_account(company->store, &request, &verdict), 0);
	assert_int_equal(verdict.reason, REASON_NONE);
	assert_int_equal(failures(company), 2);
	(void)ask_jane(company, RIGHT);
	assert_int_equal(failures(company), 0);
}

static void
a_blocked_persons_correct_secret_is_not_a_failure_and_clears_none(void **state)
{
	struct company *company = *state;

	(void)ask_jane(company, "wrong");
	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'jane'");
	(void)ask_jane(company, RIGHT);
	assert_int_equal(failures(company), 1);
}

static void
during_a_lock_correct_and_wrong_secrets_get_the_same(void **state)
{
	struct company *company = *state;
	struct signin_verdict right, wrong;

	(void)ask_jane(company, "wrong");
	company_sql(company, "UPDATE attempt SET locked_until = 1795557601");
	right = ask_jane(company, RIGHT);
	wrong = ask_jane(company, "wrong");
	assert_memory_equal(&right, &wrong, sizeof(right));
	assert_int_equal(right.reason, REASON_WRONG_SECRET);
	company_sql(company, "UPDATE attempt SET locked_until = 1795557600");
	assert_int_equal(ask_jane(company, RIGHT).reason, REASON_NONE);
}

static void
failures_counted_elsewhere_are_added(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);
	const struct origin address = signin_origin(&request);
	const struct origin console = { .kind = ORIGIN_CONSOLE };

	(void)ask_jane(company, "wrong");
	assert_int_equal(
	    signin_add_failures(company->store, jane.uid, "sshd", &address, 4),
	    0);
	assert_int_equal(
	    signin_add_failures(company->store, jane.uid, "login", &console, 2),
	    0);
	assert_int_equal(failures(company), 5);
	assert_int_equal(
	    company_count(company,
		"SELECT failure_count FROM attempt WHERE source_kind = "
		"'console'"),
	    2);
	assert_int_equal(
	    company_count(company,
		"SELECT failure_count FROM attempt WHERE source_kind = "
		"'network'"),
	    5);
}

/* --- hashes, work, and a database that cannot be written ------------------------------------- */

static void
only_success_renews_a_hash_with_old_parameters(void **state)
{
	static const char count_new[] =
	    "SELECT count(*) FROM password WHERE hash LIKE '%m=16384,t=2,%'";
	struct company *company = *state;

	company_policy(company, "argon2_ops", "2");
	company_policy(company, "argon2_memory_mib", "16");
	(void)ask_jane(company, "wrong");
	assert_int_equal(company_count(company, count_new), 0);
	assert_int_equal(ask_jane(company, RIGHT).reason, REASON_NONE);
	assert_int_equal(company_count(company, count_new), 1);
	assert_int_equal(ask_jane(company, RIGHT).reason, REASON_NONE);
	assert_int_equal(
	    ask_jane(company, "wrong").reason, REASON_WRONG_SECRET);
}

static double
fastest_of_five(struct company *company, const struct signin_request *request,
    const char *text)
{
	double best = 1e9;

	for (int i = 0; i < 5; i++) {
		clock_t before = clock();
		double took;

		(void)ask(company, request, text);
		took = (double)(clock() - before) / CLOCKS_PER_SEC;
		if (took < best)
			best = took;
	}
	return best;
}

/* CPU time, so that a busy machine does not matter. */
static void
every_refusal_costs_as_much_as_all_parameters_in_use(void **state)
{
	struct company *company = *state;
	struct user jane, bob, carl;
	struct signin_request for_jane, for_bob, for_carl;
	struct signin_request nobody = { .login = "", .service = "sshd" };
	double expensive, cheap, without, unknown, locked;

	company_policy(company, "argon2_memory_mib", "64");
	bob = company_add(company, "bob", NULL);
	company_set_password(company, "bob", RIGHT, false);
	carl = company_add(company, "carl", NULL);
	jane = company_user(company, "jane");
	for_jane = request_for(&jane);
	for_bob = request_for(&bob);
	for_carl = request_for(&carl);
	expensive = fastest_of_five(company, &for_bob, "wrong");
	cheap = fastest_of_five(company, &for_jane, "wrong");
	without = fastest_of_five(company, &for_carl, "wrong");
	unknown = fastest_of_five(company, &nobody, "wrong");
	company_sql(company, "UPDATE attempt SET locked_until = 99999999999");
	locked = fastest_of_five(company, &for_jane, RIGHT);
	assert_true(cheap > expensive * 0.75 && cheap < expensive * 1.33);
	assert_true(without > expensive * 0.75 && without < expensive * 1.33);
	assert_true(unknown > expensive * 0.75 && unknown < expensive * 1.33);
	assert_true(locked > expensive * 0.75 && locked < expensive * 1.33);
}

static void
a_stuck_writer_changes_no_verdict(void **state)
{
	struct company *company = *state;
	struct store_options options = {
		.paths = &company->paths,
		.config = &company->config,
		.clock = &company->clock,
		.mode = STORE_WRITE,
		.busy_timeout_ms = 50,
	};
	struct change *stuck = company_root(company);
	struct company second = *company;
	struct signin_verdict verdict;
	struct user jane;

	assert_int_equal(store_open(&options, &second.store), 0);
	jane = company_user(&second, "jane");
	struct signin_request request = request_for(&jane);
	verdict = ask(&second, &request, RIGHT);
	assert_int_equal(verdict.reason, REASON_NONE);
	assert_true(verdict.uncounted);
	verdict = ask(&second, &request, "wrong");
	assert_int_equal(verdict.reason, REASON_WRONG_SECRET);
	assert_true(verdict.uncounted);
	change_abort(stuck);
	store_close(second.store);
}

static void
a_damaged_hash_admits_no_person(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);
	struct secret secret = make(RIGHT);
	struct signin_verdict verdict;

	company_sql(company, "UPDATE password SET hash = 'Tall-9-giraffes'");
	assert_int_equal(
	    signin_authenticate(company->store, &request, &secret, &verdict),
	    FIELD_ECORRUPT);
	secret_release(&secret);
}

static void
each_attempt_is_in_the_log(void **state)
{
	struct company *company = *state;

	(void)ask_jane(company, RIGHT);
	(void)ask_jane(company, "wrong");
	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'jane'");
	(void)ask_jane(company, RIGHT);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'sign-in.secret' AND outcome = 'done'"),
	    1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'sign-in.secret' AND reason = 'wrong_secret'"),
	    1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'sign-in.secret' AND reason = 'blocked'"),
	    1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_with_jane, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_correct_password_admits_an_active_person),
		TEST(wrong_empty_prefix_and_case_are_refused_without_a_reason),
		TEST(an_unknown_name_is_refused_with_every_known_password),
		TEST(a_uid_with_another_login_is_unknown),
		TEST(a_person_without_a_password_is_never_admitted),
		TEST(
		    every_state_but_active_is_refused_and_explained_only_with_the_secret),
		TEST(an_inactive_person_is_admitted_where_the_policy_allows),
		TEST(authenticate_does_not_report_must_change),
		TEST(an_expired_temporary_password_is_refused),
		TEST(a_missing_permission_is_named),
		TEST(no_memory_is_not_a_wrong_password_and_is_not_counted),
		TEST(no_room_ends_the_request_before_it_is_counted),
		TEST(success_clears_the_failures_and_account_alone_does_not),
		TEST(
		    a_blocked_persons_correct_secret_is_not_a_failure_and_clears_none),
		TEST(during_a_lock_correct_and_wrong_secrets_get_the_same),
		TEST(failures_counted_elsewhere_are_added),
		TEST(only_success_renews_a_hash_with_old_parameters),
		TEST(every_refusal_costs_as_much_as_all_parameters_in_use),
		TEST(a_stuck_writer_changes_no_verdict),
		TEST(a_damaged_hash_admits_no_person),
		TEST(each_attempt_is_in_the_log),
	};

	return cmocka_run_group_tests_name(
	    "signin_authenticate", tests, NULL, NULL);
}
