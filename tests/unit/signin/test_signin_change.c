/* The account phase, choosing a new password, and sessions (S1-S5, L8, X6). */
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
#include "tests/support/company.h"

#define OLD    "Tall-9-giraffes-mend"
#define NEW    "Four-2-lemons-argue"
#define NEWER  "Nine-5-kettles-hum"
#define NEWEST "Red-8-ladders-lean"

static struct secret
make(const char *text)
{
	struct secret secret;

	assert_int_equal(secret_init(&secret, text, strlen(text)), 0);
	return secret;
}

static int
open_with_jane(void **state)
{
	if (company_open(state) != 0)
		return -1;
	company_policy(*state, "argon2_ops", "1");
	company_policy(*state, "argon2_memory_mib", "8");
	(void)company_add(*state, "jane", "dispatcher");
	company_set_password(*state, "jane", OLD, true);
	return 0;
}

static struct signin_request
request_for_jane(struct company *company, struct user *jane)
{
	*jane = company_user(company, "jane");

	return (struct signin_request){
		.login = jane->login, .uid = jane->uid, .service = "passwd"
	};
}

static enum reason
account(struct company *company, bool exempt)
{
	struct user jane;
	struct signin_request request = request_for_jane(company, &jane);
	struct signin_verdict verdict;

	request.exempt_from_change = exempt;
	assert_int_equal(signin_account(company->store, &request, &verdict), 0);
	return verdict.reason;
}

static enum reason
check(struct company *company, const char *old_text)
{
	struct user jane;
	struct signin_request request = request_for_jane(company, &jane);
	struct secret old = make(old_text != NULL ? old_text : "");
	struct signin_verdict verdict;
	bool needs;

	assert_int_equal(
	    signin_check_change(company->store, &request,
		old_text != NULL ? &old : NULL, false, &verdict, &needs),
	    0);
	secret_release(&old);
	return verdict.reason;
}

static enum reason
change(struct company *company, const char *old_text, const char *new_text)
{
	struct user jane;
	struct signin_request request = request_for_jane(company, &jane);
	struct secret old = make(old_text != NULL ? old_text : "");
	struct secret new_secret = make(new_text);
	struct signin_verdict verdict;

	assert_int_equal(
	    signin_change(company->store, &request,
		old_text != NULL ? &old : NULL, &new_secret, &verdict),
	    0);
	secret_release(&old);
	secret_release(&new_secret);
	return verdict.reason;
}

/* --- account ------------------------------------------------------------------- */

static void
must_change_is_reported_until_it_is_done(void **state)
{
	struct company *company = *state;

	assert_int_equal(account(company, false), REASON_MUST_CHANGE);
	assert_int_equal(change(company, OLD, NEW), REASON_NONE);
	assert_int_equal(account(company, false), REASON_NONE);
	assert_false(company_user(company, "jane").must_change);
}

static void
a_service_without_a_dialogue_is_admitted(void **state)
{
	assert_int_equal(account(*state, true), REASON_NONE);
}

static void
account_reads_the_state_again(void **state)
{
	struct company *company = *state;

	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(account(company, false), REASON_BLOCKED);
	company_sql(
	    company, "UPDATE person SET blocked = 0 WHERE login = 'jane'");
	assert_int_equal(account(company, false), REASON_MUST_CHANGE);
}

/* --- the change ------------------------------------------------------------------- */

static void
the_old_password_must_be_correct(void **state)
{
	struct company *company = *state;

	assert_int_equal(check(company, OLD), REASON_MUST_CHANGE);
	assert_int_equal(check(company, "wrong"), REASON_WRONG_SECRET);
	assert_int_equal(change(company, "wrong", NEW), REASON_WRONG_SECRET);
	assert_int_equal(change(company, "", NEW), REASON_WRONG_SECRET);
	assert_int_equal(check(company, OLD), REASON_MUST_CHANGE);
}

static void
the_new_password_works_and_the_old_one_does_not(void **state)
{
	struct company *company = *state;

	assert_int_equal(change(company, OLD, NEW), REASON_NONE);
	assert_int_equal(check(company, OLD), REASON_WRONG_SECRET);
	assert_int_equal(check(company, NEW), REASON_NONE);
}

static void
root_needs_no_old_password(void **state)
{
	struct company *company = *state;

	assert_int_equal(check(company, NULL), REASON_MUST_CHANGE);
	assert_int_equal(change(company, NULL, NEW), REASON_NONE);
	assert_int_equal(check(company, NEW), REASON_NONE);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'user.password' AND actor = 'root'"),
	    2);
}

static void
a_bad_new_password_changes_nothing(void **state)
{
	struct company *company = *state;

	assert_int_equal(change(company, OLD, "short"), REASON_PASSWORD_SHORT);
	assert_int_equal(change(company, OLD, OLD), REASON_PASSWORD_SAME);
	assert_int_equal(
	    change(company, OLD, "password1"), REASON_PASSWORD_WEAK);
	assert_int_equal(check(company, OLD), REASON_MUST_CHANGE);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM attempt"), 0);
}

static void
a_blocked_person_changes_nothing(void **state)
{
	struct company *company = *state;

	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(check(company, OLD), REASON_BLOCKED);
	assert_int_equal(check(company, "wrong"), REASON_WRONG_SECRET);
	assert_int_equal(change(company, OLD, NEW), REASON_BLOCKED);
	assert_int_equal(change(company, NULL, NEW), REASON_BLOCKED);
}

static void
L1_a_former_password_is_not_chosen_again(void **state)
{
	struct company *company = *state;

	assert_int_equal(change(company, OLD, NEW), REASON_NONE);
	assert_int_equal(change(company, NEW, OLD), REASON_PASSWORD_REUSED);
	/* root, who needs no old one, replaces it by another one too */
	assert_int_equal(change(company, NULL, OLD), REASON_PASSWORD_REUSED);
	/* the current one again does not push out the former one */
	for (int i = 0; i < 6; i++)
		assert_int_equal(change(company, NULL, NEW), REASON_NONE);
	assert_int_equal(change(company, NULL, OLD), REASON_PASSWORD_REUSED);
	assert_int_equal(check(company, NEW), REASON_NONE);
	company_policy(company, "password_history", "0");
	assert_int_equal(change(company, NEW, OLD), REASON_NONE);
}

/* Another process changed it between proof and commit. */
static int
interfere(uint64_t memory_bytes, void *context)
{
	static int calls;

	(void)memory_bytes;
	/* the second Argon2id is the new password's: the old one is proved */
	if (++calls == 2)
		company_sql(context,
		    "UPDATE password SET hash = replace(hash, 'p=1$', "
		    "'p=1$AAAA')");
	return FIELD_OK;
}

static void
a_password_replaced_meanwhile_is_a_conflict(void **state)
{
	struct company *company = *state;
	struct user jane;
	struct signin_request request = request_for_jane(company, &jane);
	struct secret old = make(OLD), new_secret = make(NEW);
	struct signin_verdict verdict;

	request.make_room = interfere;
	request.context = company;
	assert_int_equal(signin_change(company->store, &request, &old,
			     &new_secret, &verdict),
	    FIELD_ECONFLICT);
	assert_true(company_user(company, "jane").must_change);
	secret_release(&old);
	secret_release(&new_secret);
}

/* Concurrent changes while Argon2id works: at the proof, and at the new
 * hash. */
struct meanwhile {
	struct company *company;
	int calls, at;
	const char *sql, *policy, *value;
};

static int
do_meanwhile(uint64_t memory_bytes, void *context)
{
	struct meanwhile *meanwhile = context;

	(void)memory_bytes;
	if (++meanwhile->calls != meanwhile->at)
		return FIELD_OK;
	if (meanwhile->sql != NULL)
		company_sql(meanwhile->company, meanwhile->sql);
	if (meanwhile->policy != NULL)
		company_policy(
		    meanwhile->company, meanwhile->policy, meanwhile->value);
	return FIELD_OK;
}

static enum reason
change_meanwhile(struct company *company, struct meanwhile *meanwhile)
{
	struct user jane;
	struct signin_request request = request_for_jane(company, &jane);
	struct secret old = make(OLD), new_secret = make(NEW);
	struct signin_verdict verdict;

	meanwhile->company = company;
	request.make_room = do_meanwhile;
	request.context = meanwhile;
	assert_int_equal(signin_change(company->store, &request, &old,
			     &new_secret, &verdict),
	    FIELD_OK);
	secret_release(&old);
	secret_release(&new_secret);
	return verdict.reason;
}

static void
a_policy_that_became_stricter_meanwhile_is_kept(void **state)
{
	struct company *company = *state;
	struct meanwhile meanwhile = {
		.at = 2, .policy = "min_password_length", .value = "64"
	};

	assert_int_equal(
	    change_meanwhile(company, &meanwhile), REASON_PASSWORD_SHORT);
	assert_true(company_user(company, "jane").must_change);
}

static void
a_secret_that_was_replaced_meanwhile_is_wrong(void **state)
{
	static const char failures[] =
	    "SELECT failure_count FROM attempt JOIN person ON "
	    "person_id = person.id WHERE login = 'jane'";
	struct company *company = *state;
	struct meanwhile meanwhile = { .at = 1,
		.sql = "UPDATE password SET hash = replace(hash, 'p=1$', "
		       "'p=1$AAAA')" };

	assert_int_equal(check(company, "wrong"), REASON_WRONG_SECRET);
	assert_int_equal(
	    change_meanwhile(company, &meanwhile), REASON_WRONG_SECRET);
	assert_int_equal(company_count(company, failures), 2);
}

static void
the_policy_determines_what_a_change_ends(void **state)
{
	static const char insert[] =
	    "INSERT INTO one_time_code (id, person_id, kind, hash, delivery, "
	    "created_by, created_at, expires_at) SELECT 'c1', id, 'sign-in', "
	    "randomblob(32), 'mail', 'root', 1, 9999999999 FROM person "
	    "WHERE login = 'jane'";
	static const char live[] =
	    "SELECT count(*) FROM one_time_code WHERE revoked_at IS NULL";
	struct company *company = *state;

	company_sql(company, insert);
	assert_int_equal(change(company, OLD, NEW), REASON_NONE);
	assert_int_equal(company_count(company, live), 1);
	company_policy(company, "password_change_ends", "codes");
	assert_int_equal(change(company, NEW, NEWER), REASON_NONE);
	assert_int_equal(company_count(company, live), 0);
	assert_int_equal(company_user(company, "jane").session_epoch, 0);
	company_policy(company, "password_change_ends", "all");
	assert_int_equal(change(company, NEWER, NEWEST), REASON_NONE);
	assert_int_equal(company_user(company, "jane").session_epoch, 1);
}

/* --- sessions ------------------------------------------------------------------------ */

static void
a_session_is_recorded_and_closed_once(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct session_new in = {
		.person_id = jane.id,
		.service = "login",
		.tty = "tty1",
		.method = "key",
		.leader = getpid(),
		.epoch = 3,
	};
	struct change *change_ = company_as(company, &jane);
	char id[ID_SIZE];

	assert_int_equal(session_open(change_, &in, id), 0);
	company_end(change_);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM session WHERE closed_at IS "
			     "NULL AND leader_started > 0 AND epoch = 3 AND "
			     "length(boot_id) = 36 AND terminal = 'van-7'"),
	    1);
	assert_string_equal(
	    company_user(company, "jane").last_sign_in_method, "key");
	for (int i = 0; i < 2; i++) {
		change_ = company_root(company);
		assert_int_equal(session_close(change_, id, "closed"), 0);
		company_end(change_);
	}
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'session.close'"),
	    1);
	change_ = company_root(company);
	assert_int_equal(
	    session_close(change_, "00000000-0000-4000-8000-000000000000", "x"),
	    0);
	company_end(change_);
}

static void
the_environment_of_a_session_is_role_site_and_landing(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_place place;

	company_sql(company,
	    "UPDATE person SET landing = 'schedule' WHERE login = 'jane'");
	assert_int_equal(signin_place(company->store, jane.id, &place), 0);
	assert_string_equal(place.role, "dispatcher");
	assert_string_equal(place.site, "depot-north");
	assert_string_equal(place.landing, "schedule");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_with_jane, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(must_change_is_reported_until_it_is_done),
		TEST(a_service_without_a_dialogue_is_admitted),
		TEST(account_reads_the_state_again),
		TEST(the_old_password_must_be_correct),
		TEST(the_new_password_works_and_the_old_one_does_not),
		TEST(root_needs_no_old_password),
		TEST(a_bad_new_password_changes_nothing),
		TEST(a_blocked_person_changes_nothing),
		TEST(L1_a_former_password_is_not_chosen_again),
		TEST(a_password_replaced_meanwhile_is_a_conflict),
		TEST(a_policy_that_became_stricter_meanwhile_is_kept),
		TEST(a_secret_that_was_replaced_meanwhile_is_wrong),
		TEST(the_policy_determines_what_a_change_ends),
		TEST(a_session_is_recorded_and_closed_once),
		TEST(the_environment_of_a_session_is_role_site_and_landing),
	};

	return cmocka_run_group_tests_name("signin_change", tests, NULL, NULL);
}
