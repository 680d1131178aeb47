/* The database: opening, refusing, queueing, and surviving crashes. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db/db_lock.h"
#include "store/db/db_private.h"
#include "store/db/migration.h"
#include "store/publish/publish.h"
#include "tests/support/company.h"

static int
open_again(
    struct company *company, enum store_mode mode, struct store **ret_store)
{
	struct store_options options = {
		.paths = &company->paths,
		.config = &company->config,
		.clock = &company->clock,
		.mode = mode,
		.busy_timeout_ms = 200,
	};

	return store_open(&options, ret_store);
}

static void
close_company_store(struct company *company)
{
	store_close(company->store);
	company->store = NULL;
}

static int
system_rm(const char *path)
{
	char command[PATHS_MAX + 16];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", path);
	return system(command);
}

static int64_t
pragma(struct store *store, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t value;

	assert_int_equal(
	    sqlite3_prepare_v2(store->sqlite, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

/* --- opening ------------------------------------------------------------------ */

static void
only_root_can_access_a_fresh_database(void **state)
{
	struct company *company = *state;
	char beside[PATHS_MAX + 8];

	assert_int_equal(mode_of(company->paths.private_dir), 0700);
	assert_int_equal(mode_of(company->paths.db_file), 0600);
	(void)str_format(
	    beside, sizeof(beside), "%s-wal", company->paths.db_file);
	assert_int_equal(mode_of(beside), 0600);
	(void)str_format(
	    beside, sizeof(beside), "%s-shm", company->paths.db_file);
	assert_int_equal(mode_of(beside), 0600);
}

static void
the_connection_is_durable_and_distrustful(void **state)
{
	struct company *company = *state;
	struct store *store = company->store;

	assert_int_equal(pragma(store, "PRAGMA synchronous"), 2);
	assert_int_equal(pragma(store, "PRAGMA foreign_keys"), 1);
	assert_int_equal(pragma(store, "PRAGMA trusted_schema"), 0);
	assert_int_equal(pragma(store, "PRAGMA cell_size_check"), 1);
	assert_int_equal(pragma(store, "PRAGMA mmap_size"), 0);
	assert_int_equal(pragma(store, "PRAGMA temp_store"), 2);
	assert_int_equal(pragma(store, "PRAGMA secure_delete"), 1);
	assert_int_equal(
	    pragma(store, "PRAGMA application_id"), DB_APPLICATION_ID);
	assert_int_equal(pragma(store, "PRAGMA user_version"),
	    migrations[migration_count - 1].version);
	assert_int_equal(pragma(store,
			     "SELECT count(*) FROM pragma_journal_mode"
			     " WHERE journal_mode = 'wal'"),
	    1);
	/* defensive: the schema table cannot be written */
	assert_int_not_equal(db_exec(store,
				 "PRAGMA writable_schema = ON;"
				 "DELETE FROM sqlite_schema"),
	    FIELD_OK);
	assert_int_equal(store_check_integrity(store), FIELD_OK);
}

static void
a_fresh_database_has_its_id(void **state)
{
	struct company *company = *state;

	assert_int_equal(company_count(company, "SELECT next_uid FROM meta"),
	    company->config.uid_min);
	assert_int_equal(company_count(company, "SELECT next_gid FROM meta"),
	    company->config.gid_min);
	assert_int_equal(
	    company_count(company, "SELECT length(database_id) FROM meta"), 36);
	assert_int_equal(company_count(company,
			     "SELECT email_key <> zeroblob(16)"
			     " AND code_key <> zeroblob(32) FROM meta"),
	    1);
}

static void
numbers_begin_above_those_of_the_snapshot(void **state)
{
	struct company *company = *state;
	uint32_t uid = company->config.uid_min + 41;

	company_sql(company,
	    "UPDATE meta SET next_uid = 70042,"
	    " next_gid = 65700");
	assert_int_equal(publish(company->store, true), FIELD_OK);
	close_company_store(company);
	assert_int_equal(unlink(company->paths.db_file), 0);
	assert_int_equal(
	    open_again(company, STORE_CREATE, &company->store), FIELD_OK);
	assert_int_equal(
	    company_count(company, "SELECT next_uid FROM meta"), uid + 1);
	assert_int_equal(
	    company_count(company, "SELECT next_gid FROM meta"), 65700);
}

static void
closing_leaves_the_log_to_the_next(void **state)
{
	struct company *company = *state;
	char wal[PATHS_MAX + 8];
	struct stat st;

	close_company_store(company);
	(void)str_format(wal, sizeof(wal), "%s-wal", company->paths.db_file);
	assert_int_equal(stat(wal, &st), 0);
	assert_true(st.st_size > 0);
	assert_int_equal(
	    open_again(company, STORE_READ, &company->store), FIELD_OK);
}

static void
a_missing_database_is_created_only_on_request(void **state)
{
	struct company *company = *state;
	struct store *store = NULL;

	close_company_store(company);
	assert_int_equal(unlink(company->paths.db_file), 0);
	assert_int_equal(
	    open_again(company, STORE_WRITE, &store), FIELD_ENOTFOUND);
	assert_int_equal(
	    open_again(company, STORE_READ, &store), FIELD_ENOTFOUND);
	assert_int_equal(access(company->paths.db_file, F_OK), -1);
	assert_null(store);
}

static void
a_reader_cannot_change_anything(void **state)
{
	struct company *company = *state;
	struct store *store = NULL;

	assert_int_equal(open_again(company, STORE_READ, &store), FIELD_OK);
	assert_int_not_equal(db_begin(store), FIELD_OK);
	assert_int_not_equal(
	    db_run(db_query(store, SQL_GENERATION_RAISE)), FIELD_OK);
	assert_int_equal(
	    company_count(company, "SELECT generation FROM meta"), 1);
	store_close(store);
}

/* --- refusing ------------------------------------------------------------------- */

/* The main file, after everything in the log has gone there. */
static void
checkpoint_and_close(struct company *company)
{
	/* migrations leave free pages behind, whose bytes have no meaning */
	company_sql(company, "VACUUM");
	company_sql(company, "PRAGMA wal_checkpoint(TRUNCATE)");
	close_company_store(company);
}

static void
overwrite(const char *path, off_t at, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, len, at), len);
	(void)close(fd);
}

static void
expect_refusal(struct company *company, int code)
{
	struct store *store = NULL;

	assert_int_equal(open_again(company, STORE_READ, &store), code);
	assert_int_equal(open_again(company, STORE_WRITE, &store), code);
	assert_null(store);
}

static void
a_newer_database_is_refused_and_left_alone(void **state)
{
	struct company *company = *state;
	char *before = NULL, *after = NULL;
	size_t before_len, after_len;
	struct store *store = NULL;

	company_sql(company, "PRAGMA user_version = 4711");
	checkpoint_and_close(company);
	assert_int_equal(
	    file_read(company->paths.db_file, 1 << 24, &before, &before_len),
	    FIELD_OK);
	expect_refusal(company, FIELD_EVERSION);
	assert_int_equal(
	    open_again(company, STORE_CREATE, &store), FIELD_EVERSION);
	assert_int_equal(
	    file_read(company->paths.db_file, 1 << 24, &after, &after_len),
	    FIELD_OK);
	assert_int_equal(before_len, after_len);
	assert_memory_equal(before, after, after_len);
	free(before);
	free(after);
}

static void
a_foreign_database_is_refused(void **state)
{
	struct company *company = *state;

	company_sql(company, "PRAGMA application_id = 7");
	checkpoint_and_close(company);
	expect_refusal(company, FIELD_ECORRUPT);
}

static void
a_file_other_than_a_database_is_refused(void **state)
{
	struct company *company = *state;

	checkpoint_and_close(company);
	overwrite(company->paths.db_file, 0, "<!DOCTYPE html><html>", 21);
	expect_refusal(company, FIELD_ECORRUPT);
}

static void
an_emptied_database_is_refused(void **state)
{
	struct company *company = *state;

	checkpoint_and_close(company);
	assert_int_equal(truncate(company->paths.db_file, 0), 0);
	expect_refusal(company, FIELD_ECORRUPT);
}

static void
a_folder_in_place_of_the_database_is_refused(void **state)
{
	struct company *company = *state;

	close_company_store(company);
	assert_int_equal(unlink(company->paths.db_file), 0);
	assert_int_equal(mkdir(company->paths.db_file, 0700), 0);
	expect_refusal(company, FIELD_ECORRUPT);
}

/* Every page in turn: opening and reading yields an error or the truth. */
static void
damage_in_any_page_is_found_by_the_check(void **state)
{
	static const char zeros[4096];
	struct company *company = *state;
	char *whole = NULL;
	size_t len, pages;

	checkpoint_and_close(company);
	assert_int_equal(
	    file_read(company->paths.db_file, 1 << 24, &whole, &len), FIELD_OK);
	pages = len / sizeof(zeros);
	assert_true(pages > 20);
	for (size_t page = 0; page < pages; page++) {
		struct store *store = NULL;
		int rc;

		overwrite(company->paths.db_file, (off_t)(page * 4096), zeros,
		    sizeof(zeros));
		rc = open_again(company, STORE_READ, &store);
		if (rc == FIELD_OK)
			rc = store_check_integrity(store);
		assert_int_equal(rc, FIELD_ECORRUPT);
		store_close(store);
		overwrite(company->paths.db_file, (off_t)(page * 4096),
		    whole + page * 4096, 4096);
	}
	free(whole);
	assert_int_equal(
	    open_again(company, STORE_READ, &company->store), FIELD_OK);
	assert_int_equal(store_check_integrity(company->store), FIELD_OK);
}

/* --- statements -------------------------------------------------------------------- */

static void
a_step_returns_the_error_of_the_first_failed_bind(void **state)
{
	struct company *company = *state;
	struct query *query = db_query(company->store, SQL_POLICY_RESET);

	db_bind_text(query, 1, "org");
	db_bind_text(query, 9, "there is no ninth");
	db_bind_text(query, 2, "name");
	assert_int_equal(db_step(query), FIELD_EINVAL);
	assert_int_equal(db_step(query), FIELD_EINVAL);
	db_done(query);
	/* and is forgotten with it */
	query = db_query(company->store, SQL_POLICY_RESET);
	db_bind_text(query, 1, "org");
	db_bind_text(query, 2, "name");
	assert_int_equal(db_run(query), FIELD_OK);
}

static void
a_statement_in_use_cannot_be_used_again(void **state)
{
	struct company *company = *state;
	struct query *outer = db_query(company->store, SQL_COMPILE_META);
	struct query *inner;

	assert_int_equal(db_step(outer), 1);
	inner = db_query(company->store, SQL_COMPILE_META);
	assert_int_equal(db_step(inner), FIELD_EINVAL);
	db_done(inner);
	outer = db_query(company->store, SQL_COMPILE_META);
	assert_int_equal(db_step(outer), 1);
	db_done(outer);
}

static int
insert_org(struct store *store, const char *id, const char *name)
{
	struct query *query = db_query(store, SQL_ORG_INSERT);

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, name);
	db_bind_text(query, 3, "Title");
	db_bind_int(query, 4, 1);
	return db_run(query);
}

static void
constraint_errors_distinguish_duplicate_from_invalid(void **state)
{
	struct company *company = *state;
	struct store *store = company->store;
	struct query *query;

	assert_int_equal(insert_org(store, "1", "acme"), FIELD_OK);
	assert_int_equal(insert_org(store, "2", "acme"), FIELD_EEXIST);
	assert_int_equal(insert_org(store, "1", "other"), FIELD_EEXIST);
	assert_int_equal(insert_org(store, "3", NULL), FIELD_EINVAL);
	query = db_query(store, SQL_POLICY_SET);
	db_bind_text(query, 1, "id");
	db_bind_text(query, 2, "no such organisation");
	db_bind_text(query, 3, "name");
	db_bind_text(query, 4, "value");
	assert_int_equal(db_run(query), FIELD_EINVAL);
}

static void
hostile_text_comes_back_as_it_went_in(void **state)
{
	static const char hostile[] =
	    "'); DROP TABLE org; --\n\x1b[2J\xe2\x80\xae%s%n\"";
	struct company *company = *state;
	struct query *query;

	assert_int_equal(insert_org(company->store, "1", hostile), FIELD_OK);
	query = db_query(company->store, SQL_ORG_BY_NAME);
	db_bind_text(query, 1, hostile);
	assert_int_equal(db_step(query), 1);
	assert_string_equal(db_text(query, ORG_NAME), hostile);
	db_done(query);
}

/* --- transactions ---------------------------------------------------------------------- */

static void
transactions_do_not_nest(void **state)
{
	struct company *company = *state;

	assert_int_equal(db_begin(company->store), FIELD_OK);
	assert_int_equal(db_begin(company->store), FIELD_EINVAL);
	assert_int_equal(db_begin_read(company->store), FIELD_EINVAL);
	assert_int_equal(db_commit(company->store), FIELD_OK);
	assert_int_equal(db_commit(company->store), FIELD_EINVAL);
}

static void
a_rollback_leaves_nothing(void **state)
{
	struct company *company = *state;

	assert_int_equal(db_begin(company->store), FIELD_OK);
	assert_int_equal(insert_org(company->store, "1", "acme"), FIELD_OK);
	db_rollback(company->store);
	assert_int_equal(company_count(company, "SELECT count(*) FROM org"), 0);
}

static void
a_fast_commit_is_followed_by_durable_ones(void **state)
{
	struct company *company = *state;

	assert_int_equal(db_begin_fast(company->store), FIELD_OK);
	assert_int_equal(pragma(company->store, "PRAGMA synchronous"), 1);
	assert_int_equal(insert_org(company->store, "1", "acme"), FIELD_OK);
	assert_int_equal(db_commit(company->store), FIELD_OK);
	assert_int_equal(pragma(company->store, "PRAGMA synchronous"), 2);
	assert_int_equal(db_begin_fast(company->store), FIELD_OK);
	db_rollback(company->store);
	assert_int_equal(pragma(company->store, "PRAGMA synchronous"), 2);
	assert_int_equal(company_count(company, "SELECT count(*) FROM org"), 1);
}

static void
a_full_disk_is_reported_and_changes_nothing(void **state)
{
	struct company *company = *state;
	char limit[64];
	int rc = FIELD_OK;

	(void)snprintf(limit, sizeof(limit), "PRAGMA max_page_count = %lld",
	    (long long)pragma(company->store, "PRAGMA page_count"));
	(void)pragma(company->store, limit);
	assert_int_equal(db_begin(company->store), FIELD_OK);
	for (int i = 0; i < 10000 && rc == FIELD_OK; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "org%d", i);
		rc = insert_org(company->store, name, name);
	}
	assert_int_equal(rc, FIELD_EFULL);
	db_rollback(company->store);
	assert_int_equal(company_count(company, "SELECT count(*) FROM org"), 0);
	assert_int_equal(db_begin(company->store), FIELD_OK);
	assert_int_equal(db_commit(company->store), FIELD_OK);
}

/* --- the queue of writers ------------------------------------------------------------------ */

static long long
now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static void
a_writer_gives_up_at_its_deadline(void **state)
{
	struct company *company = *state;
	struct store *store = NULL;
	long long start;
	int fd;

	assert_int_equal(open_again(company, STORE_WRITE, &store), FIELD_OK);
	assert_int_equal(db_lock_open(&company->paths, &fd), FIELD_OK);
	assert_int_equal(db_lock_take(fd, 0), FIELD_OK);
	start = now_ms();
	assert_int_equal(db_begin(store), FIELD_EBUSY);
	assert_in_range(now_ms() - start, 190, 3000);
	/* readers never wait */
	assert_int_equal(db_begin_read(store), FIELD_OK);
	db_rollback(store);
	db_lock_drop(fd);
	assert_int_equal(db_begin(store), FIELD_OK);
	(void)close(fd);
	store_close(store);
}

static void
waiting_leaves_the_callers_signals_as_they_were(void **state)
{
	struct company *company = *state;
	struct sigaction before, after;
	sigset_t mask_before, mask_after;
	int held, fd;

	assert_int_equal(sigaction(SIGRTMAX, NULL, &before), 0);
	(void)sigemptyset(&mask_before);
	(void)sigaddset(&mask_before, SIGRTMAX);
	assert_int_equal(sigprocmask(SIG_BLOCK, &mask_before, NULL), 0);
	assert_int_equal(db_lock_open(&company->paths, &held), FIELD_OK);
	assert_int_equal(db_lock_open(&company->paths, &fd), FIELD_OK);
	assert_int_equal(db_lock_take(held, 0), FIELD_OK);
	assert_int_equal(db_lock_take(fd, 30), FIELD_EBUSY);
	assert_int_equal(sigaction(SIGRTMAX, NULL, &after), 0);
	assert_ptr_equal(before.sa_handler, after.sa_handler);
	assert_int_equal(
	    sigprocmask(SIG_UNBLOCK, &mask_before, &mask_after), 0);
	assert_int_equal(sigismember(&mask_after, SIGRTMAX), 1);
	(void)close(held);
	(void)close(fd);
}

/* With RLIMIT_SIGPENDING = 0 there is no timer, but the lock can still be
 * taken. */
static void
a_writer_without_a_timer_waits_and_gives_up_at_its_deadline(void **state)
{
	struct company *company = *state;
	struct rlimit before, none;
	int held, fd;

	assert_int_equal(db_lock_open(&company->paths, &held), FIELD_OK);
	assert_int_equal(db_lock_open(&company->paths, &fd), FIELD_OK);
	assert_int_equal(db_lock_take(held, 0), FIELD_OK);
	assert_int_equal(getrlimit(RLIMIT_SIGPENDING, &before), 0);
	none = (struct rlimit){ 0, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_SIGPENDING, &none), 0);
	assert_int_equal(db_lock_take(fd, 30), FIELD_EBUSY);
	db_lock_drop(held);
	assert_int_equal(db_lock_take(fd, 30), FIELD_OK);
	assert_int_equal(setrlimit(RLIMIT_SIGPENDING, &before), 0);
	(void)close(held);
	(void)close(fd);
}

static void
a_terminal_cannot_stop_a_transaction(void **state)
{
	static const int stops[] = { SIGTSTP, SIGTTIN, SIGTTOU };
	struct company *company = *state;
	sigset_t mask;

	for (int in = 1; in >= 0; in--) {
		if (in)
			assert_int_equal(db_begin(company->store), FIELD_OK);
		else
			db_rollback(company->store);
		assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &mask), 0);
		for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
			assert_int_equal(sigismember(&mask, stops[i]), in);
		assert_int_equal(sigismember(&mask, SIGINT), 0);
	}
}

/* One increment in a transaction of its own; exits with the field_err. */
static pid_t
start_writer(struct company *company, int count)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct store_options options = {
			.paths = &company->paths,
			.config = &company->config,
			.clock = &company->clock,
			.mode = STORE_WRITE,
		};
		struct store *store = NULL;
		int rc = store_open(&options, &store);

		for (int i = 0; i < count && rc == FIELD_OK; i++) {
			rc = db_begin(store);
			if (rc == FIELD_OK)
				rc = db_run(
				    db_query(store, SQL_GENERATION_RAISE));
			if (rc == FIELD_OK)
				rc = db_commit(store);
		}
		_exit(-rc);
	}
	return pid;
}

static void
fifty_writers_at_once_all_get_through(void **state)
{
	enum { WRITERS = 50, EACH = 4 };
	struct company *company = *state;
	pid_t pids[WRITERS];

	for (int i = 0; i < WRITERS; i++)
		pids[i] = start_writer(company, EACH);
	for (int i = 0; i < WRITERS; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(company_count(company, "SELECT generation FROM meta"),
	    1 + WRITERS * EACH);
}

static void
simultaneous_first_opens_create_one_database(void **state)
{
	enum { COMERS = 12 };
	struct company *company = *state;
	pid_t pids[COMERS];

	close_company_store(company);
	assert_int_equal(system_rm(company->paths.private_dir), 0);
	for (int i = 0; i < COMERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			struct store_options options = {
				.paths = &company->paths,
				.config = &company->config,
				.mode = STORE_CREATE,
			};
			struct store *store = NULL;

			_exit(-store_open(&options, &store));
		}
	}
	for (int i = 0; i < COMERS; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(
	    open_again(company, STORE_WRITE, &company->store), FIELD_OK);
	assert_int_equal(store_check_integrity(company->store), FIELD_OK);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM meta"), 1);
}

/* --- being killed ----------------------------------------------------------------------------- */

/* Commit in a loop, reporting each new generation after its commit. */
static void
commit_until_killed(struct company *company, int report_fd)
{
	struct store *store = NULL;

	if (open_again(company, STORE_WRITE, &store) != FIELD_OK)
		_exit(1);
	for (int64_t i = 1;; i++) {
		char id[32];

		(void)snprintf(
		    id, sizeof(id), "%d-%lld", (int)getpid(), (long long)i);
		if (db_begin(store) != FIELD_OK ||
		    insert_org(store, id, id) != FIELD_OK ||
		    db_run(db_query(store, SQL_GENERATION_RAISE)) != FIELD_OK ||
		    db_commit(store) != FIELD_OK ||
		    write(report_fd, &i, sizeof(i)) != sizeof(i))
			_exit(1);
	}
}

/* Kill it after DELAY_US; returns how many commits it had acknowledged. */
static int64_t
run_and_kill(struct company *company, useconds_t delay_us)
{
	int64_t acknowledged = 0, one;
	int fds[2], status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		commit_until_killed(company, fds[1]);
	(void)close(fds[1]);
	/* after at least one, at any time */
	assert_int_equal(read(fds[0], &one, sizeof(one)), sizeof(one));
	acknowledged = one;
	(void)usleep(delay_us);
	(void)kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	while (read(fds[0], &one, sizeof(one)) == sizeof(one))
		acknowledged = one;
	(void)close(fds[0]);
	return acknowledged;
}

static void
a_kill_at_any_instant_keeps_what_was_acknowledged(void **state)
{
	struct company *company = *state;
	int64_t acknowledged = 0;

	for (useconds_t round = 0; round < 40; round++) {
		int64_t orgs;

		acknowledged += run_and_kill(company, round * 211);
		orgs = company_count(company, "SELECT count(*) FROM org");
		/* whole transactions: both tables or neither */
		assert_int_equal(
		    company_count(company, "SELECT generation - 1 FROM meta"),
		    orgs);
		/* the last one may have been committed but not reported */
		assert_in_range(orgs, acknowledged, acknowledged + 1);
		acknowledged = orgs;
	}
	assert_int_equal(store_check_integrity(company->store), FIELD_OK);
	/* the killed process held the writers' lock: the next one need not
	 * wait */
	assert_int_equal(db_begin(company->store), FIELD_OK);
	assert_int_equal(db_commit(company->store), FIELD_OK);
}

static void
settling_moves_the_log_into_the_file(void **state)
{
	struct company *company = *state;
	char wal[PATHS_MAX + 8];
	struct stat before, after;

	(void)snprintf(wal, sizeof(wal), "%s-wal", company->paths.db_file);
	assert_int_equal(stat(company->paths.db_file, &before), 0);
	store_settle(company->store);
	assert_int_equal(stat(wal, &after), 0);
	assert_int_equal(after.st_size, 0);
	assert_int_equal(stat(company->paths.db_file, &after), 0);
	assert_true(after.st_size > before.st_size);
	assert_int_equal(store_check_integrity(company->store), FIELD_OK);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, company_open_empty, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(only_root_can_access_a_fresh_database),
		CLAIM(the_connection_is_durable_and_distrustful),
		CLAIM(a_fresh_database_has_its_id),
		CLAIM(numbers_begin_above_those_of_the_snapshot),
		CLAIM(closing_leaves_the_log_to_the_next),
		CLAIM(settling_moves_the_log_into_the_file),
		CLAIM(a_missing_database_is_created_only_on_request),
		CLAIM(a_reader_cannot_change_anything),
		CLAIM(a_newer_database_is_refused_and_left_alone),
		CLAIM(a_foreign_database_is_refused),
		CLAIM(a_file_other_than_a_database_is_refused),
		CLAIM(an_emptied_database_is_refused),
		CLAIM(a_folder_in_place_of_the_database_is_refused),
		CLAIM(damage_in_any_page_is_found_by_the_check),
		CLAIM(a_step_returns_the_error_of_the_first_failed_bind),
		CLAIM(a_statement_in_use_cannot_be_used_again),
		CLAIM(constraint_errors_distinguish_duplicate_from_invalid),
		CLAIM(hostile_text_comes_back_as_it_went_in),
		CLAIM(transactions_do_not_nest),
		CLAIM(a_rollback_leaves_nothing),
		CLAIM(a_fast_commit_is_followed_by_durable_ones),
		CLAIM(a_full_disk_is_reported_and_changes_nothing),
		CLAIM(a_writer_gives_up_at_its_deadline),
		CLAIM(waiting_leaves_the_callers_signals_as_they_were),
		CLAIM(
		    a_writer_without_a_timer_waits_and_gives_up_at_its_deadline),
		CLAIM(a_terminal_cannot_stop_a_transaction),
		CLAIM(fifty_writers_at_once_all_get_through),
		CLAIM(simultaneous_first_opens_create_one_database),
		CLAIM(a_kill_at_any_instant_keeps_what_was_acknowledged),
	};

	return cmocka_run_group_tests_name("store_db", tests, NULL, NULL);
}
