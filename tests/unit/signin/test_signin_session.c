/*
 * The session phase: the verdict and the record are one (S3, X2), and a record
 * that the database cannot take is kept beside it (R9).
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "store/session/process.h"
#include "store/session/session.h"
#include "store/session/session_spool.h"
#include "store/signin/signin.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

/* A process whose session it is: ending the session ends it. */
static pid_t leader;

static int
open_with_jane(void **state)
{
	leader = fork();
	if (leader == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			(void)pause();
	}
	if (leader < 0 || company_open(state) != 0)
		return -1;
	(void)company_add(*state, "jane", "dispatcher");
	/* never verified here */
	company_sql(*state,
	    "INSERT INTO password (person_id, hash, set_by, set_at) "
	    "SELECT id, '$argon2id$v=19$m=8192,t=1,p=1$c2FsdHNhbHQ$aGFzaA', "
	    "'root', 1 FROM person WHERE login = 'jane'");
	return 0;
}

static int
close_with_leader(void **state)
{
	(void)kill(leader, SIGKILL);
	(void)waitpid(leader, NULL, 0);
	return company_close(state);
}

static struct signin_request
request_for(const struct user *user)
{
	return (struct signin_request){
		.login = user->login, .uid = user->uid, .service = "su"
	};
}

static enum reason
open_session_in(struct store *store, const struct user *user)
{
	struct signin_request request = request_for(user);
	struct session_new session = { .service = "su", .leader = leader };
	struct signin_verdict verdict;
	char id[ID_SIZE];

	assert_int_equal(
	    signin_open_session(store, &request, &session, &verdict, id), 0);
	return verdict.reason;
}

static int64_t
open_rows(struct company *company)
{
	return company_count(
	    company, "SELECT count(*) FROM session WHERE closed_at IS NULL");
}

static void
block(struct company *company, const char *login)
{
	struct user user = company_user(company, login);

	(void)company_do(company, user_block, &user);
}

/* --- in the database ------------------------------------------------------ */

static void
a_person_blocked_after_the_account_phase_gets_no_session(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);
	struct signin_verdict verdict;

	assert_int_equal(signin_account(company->store, &request, &verdict), 0);
	assert_true(signin_may_have_session(&verdict));
	block(company, "jane");
	assert_int_equal(
	    open_session_in(company->store, &jane), REASON_BLOCKED);
	assert_int_equal(open_rows(company), 0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'sign-in.session' AND outcome = 'refused' AND "
			     "reason = 'blocked'"),
	    1);
}

static void
the_record_has_the_epoch_of_the_verdict(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");

	company_sql(company,
	    "UPDATE person SET session_epoch = 4 WHERE login = 'jane'");
	assert_int_equal(open_session_in(company->store, &jane), REASON_NONE);
	assert_int_equal(
	    company_count(company, "SELECT epoch FROM session"), 4);
}

/* Whether a thread of this process waits for a lock of flock(2): proc(5),
 * locks, "->". */
static bool
somebody_waits_for_a_lock(void)
{
	char line[256], wanted[64];
	FILE *file = fopen("/proc/locks", "re");
	bool waits = false;

	assert_non_null(file);
	(void)snprintf(wanted, sizeof(wanted), " %d ", (int)getpid());
	while (fgets(line, sizeof(line), file) != NULL)
		waits = waits ||
		    (strstr(line, "->") != NULL &&
			strstr(line, wanted) != NULL);
	(void)fclose(file);
	return waits;
}

struct opening {
	struct company *company;
	struct user user;
	enum reason reason;
};

/* Beside the company's own connection, with another. */
static void *
open_beside(void *context)
{
	struct opening *opening = context;
	struct store_options options = {
		.paths = &opening->company->paths,
		.config = &opening->company->config,
		.clock = &opening->company->clock,
		.mode = STORE_WRITE,
		.busy_timeout_ms = 60000,
	};
	struct store *store;

	if (store_open(&options, &store) < 0)
		return NULL;
	opening->reason = open_session_in(store, &opening->user);
	store_close(store);
	return NULL;
}

/* The block is under way when the session asks; it commits while that waits. */
static void
a_session_that_waits_for_a_block_is_refused(void **state)
{
	struct company *company = *state;
	struct opening opening = {
		.company = company,
		.user = company_user(company, "jane"),
		.reason = REASON_NONE,
	};
	struct change *change = company_root(company);
	struct refusal why;
	pthread_t thread;

	assert_int_equal(user_block(change, opening.user.id, &why), 0);
	assert_int_equal(
	    pthread_create(&thread, NULL, open_beside, &opening), 0);
	while (!somebody_waits_for_a_lock())
		(void)usleep(1000);
	company_end(change);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(opening.reason, REASON_BLOCKED);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM session"), 0);
}

static void
a_lock_refuses_secrets_and_no_session(void **state)
{
	struct company *company = *state;
	struct user jane = company_user(company, "jane");

	company_sql(company,
	    "INSERT INTO attempt (person_id, source_kind, failure_count, "
	    "first_at, last_at, locked_until, lock_count) "
	    "SELECT id, 'console', 5, 1, 1, 99999999999, 1 FROM person "
	    "WHERE login = 'jane'");
	assert_int_equal(open_session_in(company->store, &jane), REASON_NONE);
}

/* --- beside it ------------------------------------------------------------ */

struct listed {
	struct session_record last;
	size_t count;
};

static bool
note(const struct session_record *session, void *context)
{
	struct listed *listed = context;

	listed->last = *session;
	listed->count++;
	return true;
}

static struct listed
list(struct company *company)
{
	struct listed listed = { .count = 0 };

	assert_int_equal(
	    session_spool_list(company->paths.run_dir, note, &listed), 0);
	return listed;
}

static int
spool(struct company *company, const char *tty,
    int (*look_again)(void *context, struct store **ret_store),
    enum reason *ret_reason)
{
	struct user jane = company_user(company, "jane");
	struct signin_request request = request_for(&jane);
	struct session_new session = {
		.service = "su",
		.tty = tty,
		.address = "192.0.2.9",
		.method = "key",
		.leader = leader,
	};
	struct signin_verdict verdict;
	char id[ID_SIZE];
	int rc = signin_spool_session(company->store, &request, &session,
	    look_again, company, &verdict, id);

	if (rc == FIELD_OK)
		*ret_reason = verdict.reason;
	return rc;
}

static void
a_record_is_accessible_only_to_root_and_moves_into_the_database(void **state)
{
	struct company *company = *state;
	struct actor actor = actor_root("su");
	struct listed listed;
	enum reason reason;
	struct stat st;
	char path[PATHS_MAX + 64];

	assert_int_equal(list(company).count, 0);
	assert_int_equal(spool(company, "pts/7", NULL, &reason), 0);
	assert_int_equal(reason, REASON_NONE);
	listed = list(company);
	assert_int_equal(listed.count, 1);
	assert_string_equal(listed.last.tty, "pts/7");
	assert_string_equal(listed.last.address, "192.0.2.9");
	assert_int_equal(listed.last.leader, leader);
	assert_int_equal(listed.last.started, process_started(leader));
	(void)snprintf(
	    path, sizeof(path), "%s/sessions", company->paths.run_dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(open_rows(company), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    session_spool_absorb(company->store, &actor), 0);
		assert_int_equal(list(company).count, 0);
		assert_int_equal(open_rows(company), 1);
	}
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM session WHERE tty = 'pts/7' "
			     "AND address = '192.0.2.9' AND service = 'su' AND "
			     "method = 'key' AND length(boot_id) = 36"),
	    1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action = "
			     "'session.open'"),
	    1);
}

/* Text from a host remains one value. */
static void
text_from_the_host_cannot_add_a_line_to_the_record(void **state)
{
	struct company *company = *state;
	enum reason reason;

	assert_int_equal(
	    spool(company, "x\nepoch 99\nperson y", NULL, &reason), 0);
	assert_string_equal(list(company).last.tty, "x?epoch 99?person y");
	assert_int_equal(list(company).last.epoch, 0);
}

static int
block_now(void *context, struct store **ret_store)
{
	struct company *company = context;

	*ret_store = company->store;
	block(company, "jane");
	return FIELD_OK;
}

static int
unblock_now(void *context, struct store **ret_store)
{
	struct company *company = context;
	struct user jane = company_user(company, "jane");

	(void)block_now(context, ret_store);
	(void)company_do(company, user_unblock, &jane);
	return FIELD_OK;
}

static int
fail_now(void *context, struct store **ret_store)
{
	(void)context;
	(void)ret_store;
	return FIELD_EIO;
}

/* Between the first verdict and the second: the record stood there, and the
 * block that did not see it is seen. */
static void
a_block_beside_the_record_refuses_and_leaves_none(void **state)
{
	struct company *company = *state;
	enum reason reason = REASON_NONE;

	assert_int_equal(spool(company, "", block_now, &reason), 0);
	assert_int_equal(reason, REASON_BLOCKED);
	assert_int_equal(list(company).count, 0);
	(void)company_do(company, user_unblock,
	    &(struct user[]){ company_user(company, "jane") }[0]);
	assert_int_equal(
	    spool(company, "", unblock_now, &reason), FIELD_ECONFLICT);
	assert_int_equal(list(company).count, 0);
	assert_int_equal(spool(company, "", fail_now, &reason), FIELD_EIO);
	assert_int_equal(list(company).count, 0);
}

static void
a_closed_record_becomes_a_closed_session(void **state)
{
	struct company *company = *state;
	struct actor actor = actor_root("su");
	enum reason reason;
	struct listed listed;

	assert_int_equal(spool(company, "", NULL, &reason), 0);
	listed = list(company);
	assert_int_equal(session_spool_close(company->paths.run_dir,
			     listed.last.id, COMPANY_NOW),
	    0);
	assert_int_equal(list(company).last.closed_at, COMPANY_NOW);
	assert_int_equal(session_spool_close(company->paths.run_dir,
			     "00000000-0000-4000-8000-000000000000", 1),
	    FIELD_ENOTFOUND);
	assert_int_equal(session_spool_absorb(company->store, &actor), 0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM session WHERE close_reason "
			     "= 'closed' AND closed_at IS NOT NULL"),
	    1);
}

static struct session_record
record_of(struct company *company, uint32_t uid)
{
	struct user jane = company_user(company, "jane");
	struct session_new in = {
		.person_id = jane.id,
		.service = "su",
		.uid = uid,
		.leader = leader,
	};
	struct session_record record;

	session_describe(&in, COMPANY_NOW, &record);
	return record;
}

/* One person fills the folder with dead records, or with live ones. */
static void
one_persons_records_are_bounded_and_stale_ones_make_room(void **state)
{
	struct company *company = *state;
	const char *run_dir = company->paths.run_dir;
	struct session_record record = record_of(company, 2001);

	record.started++; /* another process had the number */
	for (int i = 0; i < 2 * SESSION_SPOOL_MAX; i++) {
		(void)id_make(record.id);
		assert_int_equal(session_spool_put(run_dir, &record), 0);
	}
	assert_in_range(list(company).count, 1, SESSION_SPOOL_MAX);
	record.started--;
	for (int i = 0; i < SESSION_SPOOL_MAX; i++) {
		(void)id_make(record.id);
		assert_int_equal(session_spool_put(run_dir, &record), 0);
	}
	(void)id_make(record.id);
	assert_int_equal(session_spool_put(run_dir, &record), FIELD_EBUSY);
	record.uid = 2002;
	assert_int_equal(session_spool_put(run_dir, &record), 0);
}

static void
records_of_ended_leaders_close_and_foreign_ones_stay(void **state)
{
	struct company *company = *state;
	const char *run_dir = company->paths.run_dir;
	struct actor actor = actor_root("su");
	struct session_record dead = record_of(company, 2001);
	struct session_record stranger = record_of(company, 2001);

	dead.started++;
	assert_int_equal(session_spool_put(run_dir, &dead), 0);
	memcpy(stranger.person_id, "00000000-0000-4000-8000-000000000000",
	    ID_SIZE);
	assert_int_equal(session_spool_put(run_dir, &stranger), 0);
	assert_int_equal(session_spool_absorb(company->store, &actor), 0);
	assert_int_equal(list(company).count, 1);
	assert_string_equal(list(company).last.id, stranger.id);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM session WHERE close_reason "
			     "= 'ended'"),
	    1);
}

static void
a_damaged_record_is_skipped(void **state)
{
	struct company *company = *state;
	char path[PATHS_MAX + 64];
	enum reason reason;

	assert_int_equal(spool(company, "", NULL, &reason), 0);
	(void)snprintf(path, sizeof(path),
	    "%s/sessions/00000000-0000-4000-8000-000000000000",
	    company->paths.run_dir);
	assert_int_equal(file_replace(path, "uid 0\nx", 7, 0600), 0);
	assert_int_equal(list(company).count, 1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_with_jane, close_with_leader)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_person_blocked_after_the_account_phase_gets_no_session),
		TEST(the_record_has_the_epoch_of_the_verdict),
		TEST(a_session_that_waits_for_a_block_is_refused),
		TEST(a_lock_refuses_secrets_and_no_session),
		TEST(
		    a_record_is_accessible_only_to_root_and_moves_into_the_database),
		TEST(text_from_the_host_cannot_add_a_line_to_the_record),
		TEST(a_block_beside_the_record_refuses_and_leaves_none),
		TEST(a_closed_record_becomes_a_closed_session),
		TEST(one_persons_records_are_bounded_and_stale_ones_make_room),
		TEST(records_of_ended_leaders_close_and_foreign_ones_stay),
		TEST(a_damaged_record_is_skipped),
	};

	return cmocka_run_group_tests_name("signin_session", tests, NULL, NULL);
}
