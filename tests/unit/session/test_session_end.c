/*
 * People whose sessions must end are recorded with the change that causes it,
 * and ended from that record: the database's side, with real children under
 * uids of their own.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/after.h"
#include "store/people/role.h"
#include "store/session/process.h"
#include "store/session/session.h"
#include "store/session/session_spool.h"
#include "store/session/user_ties.h"
#include "store/verb/role.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

#define FIRST_UID 3200000000U

static int64_t
count_endings(struct company *company)
{
	return company_count(company, "SELECT count(*) FROM ending");
}

/* A verb that is committed without the actions that follow, as in a crash. */
static void
do_and_crash(
    struct company *company, company_verb *verb, const struct user *user)
{
	struct change *change = company_root(company);
	struct change_done done;
	struct refusal why;

	assert_int_equal(verb(change, user->id, &why), FIELD_OK);
	assert_int_equal(change_commit(change, &done), FIELD_OK);
	assert_true(done.ends);
}

/* What the store calls this machine; the database stays where it is. */
static void
live_here(struct company *company, const struct user *user, uid_t uid)
{
	struct paths real;
	char sql[200];

	assert_int_equal(paths_init(&real, NULL), FIELD_OK);
	(void)str_copy(company->paths.conf_dir, sizeof(company->paths.conf_dir),
	    real.conf_dir);
	(void)snprintf(sql, sizeof(sql),
	    "UPDATE person SET uid = %u WHERE id = '%s'", uid, user->id);
	company_sql(company, sql);
}

static pid_t
start_as(uid_t uid)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		/* a change of uid forgets what is asked for before it */
		if (setresuid(uid, uid, uid) != 0 ||
		    prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
		    write(ready[1], "x", 1) != 1)
			_exit(9);
		for (;;)
			pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	(void)close(ready[1]);
	return pid;
}

static void
record(struct company *company, const struct user *user, pid_t leader,
    char id[ID_SIZE])
{
	const struct actor root = actor_root("login");
	const struct session_new in = { .person_id = user->id,
		.service = "login",
		.leader = leader,
		.epoch = user->session_epoch };
	struct change *change;

	assert_int_equal(
	    change_begin_fast(company->store, &root, &change), FIELD_OK);
	assert_int_equal(
	    change_end(change, session_open(change, &in, id)), FIELD_OK);
}

static void
a_crash_after_the_commit_leaves_a_request(void **state)
{
	struct company *company = *state;
	static company_verb *const verbs[] = { user_block, user_hold,
		user_deactivate, user_delete };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		char login[16];
		struct user user;

		(void)snprintf(login, sizeof(login), "person%zu", i);
		user = company_add(company, login, NULL);
		do_and_crash(company, verbs[i], &user);
		assert_int_equal(count_endings(company), (int64_t)i + 1);
	}
}

static void
an_aborted_change_leaves_no_request(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_block(change, bob.id, &why), FIELD_OK);
	change_abort(change);
	assert_int_equal(count_endings(company), 0);
	assert_int_equal(
	    company_user(company, "bob").session_epoch, bob.session_epoch);
}

static void
a_change_with_consequences_cannot_end_without_them(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_block(change, bob.id, &why), FIELD_OK);
	assert_int_equal(change_end(change, FIELD_OK), FIELD_EINVAL);
	assert_false(company_user(company, "bob").blocked);
}

static void
a_role_change_requests_an_ending_for_all_its_people(void **state)
{
	struct company *company = *state;
	struct change *change;
	struct change_done done;
	struct refusal why;
	struct role role;

	(void)company_add(company, "bob", "dispatcher");
	(void)company_add(company, "eve", "dispatcher");
	(void)company_add(company, "kim", NULL);
	assert_int_equal(
	    role_by_name(company->store, "dispatcher", &role), FIELD_OK);
	change = company_root(company);
	assert_int_equal(role_remove(change, role.id, &why), FIELD_OK);
	assert_int_equal(change_commit(change, &done), FIELD_OK);
	assert_int_equal(count_endings(company), 2);
}

static void
all_processes_end_and_all_records_close(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	uid_t uid = FIRST_UID + (uid_t)getpid();
	char id[ID_SIZE];
	pid_t child;

	live_here(company, &bob, uid);
	child = start_as(uid);
	for (int i = 0; i < 200; i++)
		record(company, &bob, 4000000, id); /* no such process */
	record(company, &bob, child, id);
	(void)company_do(company, user_block, &bob);
	assert_int_equal(waitpid(child, NULL, WNOHANG), child);
	assert_int_equal(count_endings(company), 0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM session WHERE closed_at "
			     "IS NULL"),
	    0);
}

/* A full disk of the database, and a folder in /run that cannot be locked,
 * leave the record where it is; its leader belongs to root. */
static void
a_session_whose_record_cannot_be_moved_ends_too(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	const char *run_dir = company->paths.run_dir;
	const struct session_new in = { .person_id = bob.id,
		.service = "login",
		.uid = FIRST_UID + (uid_t)getpid(),
		.leader = start_as(0) };
	struct session_record session;
	struct user_ties ties;
	char path[PATHS_MAX];
	int fd;

	live_here(company, &bob, in.uid);
	session_describe(&in, COMPANY_NOW, &session);
	assert_int_equal(session_spool_put(run_dir, &session), FIELD_OK);
	assert_int_equal(
	    user_count_ties(company->store, bob.id, &ties), FIELD_OK);
	assert_int_equal(ties.open_sessions, 1);
	assert_true(
	    str_format(path, sizeof(path), "%s/sessions/.lock", run_dir));
	assert_int_equal(file_lock(path, 0, &fd), FIELD_OK);
	(void)company_do(company, user_block, &bob);
	assert_int_equal(waitpid(in.leader, NULL, WNOHANG), in.leader);
	assert_int_equal(count_endings(company), 0);
	(void)close(fd);
}

static void
no_session_is_recorded_before_the_old_ones_have_ended(void **state)
{
	struct company *company = *state;
	const struct actor root = actor_root("login");
	struct user bob = company_add(company, "bob", NULL);
	const struct session_new in = {
		.person_id = bob.id, .service = "login", .leader = getpid()
	};
	struct session_end_report report;
	struct change *change;
	char id[ID_SIZE];

	do_and_crash(company, user_block, &bob);
	change = company_root(company);
	assert_int_equal(
	    change_end(change, session_open(change, &in, id)), FIELD_ECONFLICT);
	assert_int_equal(session_end_person(
			     company->store, &root, bob.id, getpid(), &report),
	    FIELD_OK);
	assert_int_equal(report.people, 1);
	change = company_root(company);
	assert_int_equal(
	    change_end(change, session_open(change, &in, id)), FIELD_OK);
}

static void
a_database_below_another_root_ends_nothing_here(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	uid_t uid = FIRST_UID + (uid_t)getpid();
	struct paths own = company->paths;
	pid_t child;

	live_here(company, &bob, uid);
	company->paths = own;
	child = start_as(uid);
	(void)company_do(company, user_block, &bob);
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(count_endings(company), 0);
}

static void
an_expiry_ends_its_person_once(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	int64_t expires_at = COMPANY_NOW + 60;
	const struct user_edit edit = { .expires_at = &expires_at };
	struct change *change = company_root(company);
	struct refusal why;
	size_t count;
	bool due;

	assert_int_equal(user_edit(change, bob.id, &edit, &why), FIELD_OK);
	company_end(change);
	assert_int_equal(
	    user_expiry_is_due(company->store, bob.id, &due), FIELD_OK);
	assert_false(due);
	company->clock = clock_fixed(COMPANY_NOW + 60);
	for (size_t round = 0; round < 2; round++) {
		change = company_root(company);
		assert_int_equal(
		    user_end_expired(change, "", &count), FIELD_OK);
		assert_int_equal(count, round == 0 ? 1 : 0);
		company_end(change);
	}
	assert_int_equal(
	    company_user(company, "bob").session_epoch, bob.session_epoch + 1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_crash_after_the_commit_leaves_a_request),
		TEST(an_aborted_change_leaves_no_request),
		TEST(a_change_with_consequences_cannot_end_without_them),
		TEST(a_role_change_requests_an_ending_for_all_its_people),
		TEST(all_processes_end_and_all_records_close),
		TEST(a_session_whose_record_cannot_be_moved_ends_too),
		TEST(no_session_is_recorded_before_the_old_ones_have_ended),
		TEST(a_database_below_another_root_ends_nothing_here),
		TEST(an_expiry_ends_its_person_once),
	};

	return cmocka_run_group_tests_name("session_end", tests, NULL, NULL);
}
