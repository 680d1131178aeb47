/* Restores while others write: every acknowledged change is kept, and a process
 * finishes what a killed one has left. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/id.h"
#include "base/str.h"
#include "store/db/backup.h"
#include "store/db/db_lock.h"
#include "store/db/db_swap.h"
#include "tests/support/company.h"

static void
name_file(const struct company *company, const char *suffix, char *buf)
{
	assert_true(
	    str_format(buf, PATHS_MAX, "%s%s", company->paths.db_file, suffix));
}

static bool
has_file(const struct company *company, const char *suffix)
{
	char path[PATHS_MAX];

	name_file(company, suffix, path);
	return access(path, F_OK) == 0;
}

static int
open_another(const struct company *company, struct store **ret_store)
{
	const struct store_options options = { .paths = &company->paths,
		.config = &company->config,
		.mode = STORE_WRITE,
		.busy_timeout_ms = 60000 };

	return store_open(&options, ret_store);
}

static int
add_org(struct store *store, const char *name)
{
	char id[ID_SIZE];
	struct query *query;
	int rc = db_begin(store);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_ORG_INSERT);
	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, name);
	db_bind_text(query, 3, name);
	db_bind_int(query, 4, 1);
	rc = db_run(query);
	if (rc < 0) {
		db_rollback(store);
		return rc;
	}
	return db_commit(store);
}

/* Whether the database that is at the path now has the organisation NAME. */
static bool
has_org(const struct company *company, const char *name)
{
	struct store *store;
	struct query *query;
	bool found;

	assert_int_equal(open_another(company, &store), FIELD_OK);
	query = db_query(store, SQL_ORG_BY_NAME);
	db_bind_text(query, 1, name);
	found = db_step(query) == 1;
	db_done(query);
	store_close(store);
	return found;
}

static void
make_copy(struct company *company, char *path)
{
	struct backup *backups;
	size_t count;

	assert_int_equal(backup_make_daily(company->store), FIELD_OK);
	assert_int_equal(
	    backup_list(&company->paths, &backups, &count), FIELD_OK);
	(void)snprintf(path, PATHS_MAX + 64, "%s", backups[0].path);
	free(backups);
}

static int
go_back(const struct company *company, const char *copy)
{
	return backup_restore(&company->paths, &company->config, copy);
}

/* --- connections that were open already ------------------------------------- */

static void
an_open_writer_switches_to_the_restored_database(void **state)
{
	struct company *company = *state;
	char copy[PATHS_MAX + 64];

	make_copy(company, copy);
	assert_int_equal(add_org(company->store, "before"), FIELD_OK);
	assert_int_equal(go_back(company, copy), FIELD_OK);
	assert_true(store_is_replaced(company->store));
	assert_int_equal(add_org(company->store, "after"), FIELD_OK);
	assert_false(store_is_replaced(company->store));
	assert_true(has_org(company, "after"));
	assert_false(has_org(company, "before"));
}

static void
an_open_reader_switches_with_its_next_view(void **state)
{
	struct company *company = *state;
	char copy[PATHS_MAX + 64];
	struct query *query;

	make_copy(company, copy);
	assert_int_equal(add_org(company->store, "before"), FIELD_OK);
	assert_int_equal(go_back(company, copy), FIELD_OK);
	assert_int_equal(db_begin_read(company->store), FIELD_OK);
	query = db_query(company->store, SQL_ORG_BY_NAME);
	db_bind_text(query, 1, "before");
	assert_int_equal(db_step(query), 0);
	db_done(query);
	db_rollback(company->store);
}

static void
a_writer_with_a_statement_in_use_is_busy(void **state)
{
	struct company *company = *state;
	char copy[PATHS_MAX + 64];
	struct query *query;

	make_copy(company, copy);
	assert_int_equal(add_org(company->store, "before"), FIELD_OK);
	query = db_query(company->store, SQL_ORG_BY_NAME);
	db_bind_text(query, 1, "before");
	assert_int_equal(db_step(query), 1);
	assert_int_equal(go_back(company, copy), FIELD_OK);
	assert_int_equal(add_org(company->store, "after"), FIELD_EBUSY);
	assert_string_not_equal(db_text(query, ONLY_COLUMN), "");
	db_done(query);
	assert_int_equal(add_org(company->store, "after"), FIELD_OK);
	assert_true(has_org(company, "after"));
}

static void
a_daily_copy_contains_the_current_database(void **state)
{
	struct company *company = *state;
	char copy[PATHS_MAX + 64], saved[PATHS_MAX + 80];

	make_copy(company, copy);
	(void)snprintf(saved, sizeof(saved), "%s.saved", copy);
	assert_int_equal(rename(copy, saved), 0);
	assert_int_equal(add_org(company->store, "before"), FIELD_OK);
	assert_int_equal(go_back(company, saved), FIELD_OK);
	make_copy(company, copy); /* by the store of before */
	assert_int_equal(go_back(company, copy), FIELD_OK);
	assert_false(has_org(company, "before"));
}

static void
a_database_moved_away_by_hand_takes_no_change(void **state)
{
	struct company *company = *state;
	char aside[PATHS_MAX];

	name_file(company, ".moved", aside);
	assert_int_equal(rename(company->paths.db_file, aside), 0);
	assert_int_equal(add_org(company->store, "lost"), FIELD_ENOTFOUND);
	assert_int_equal(rename(aside, company->paths.db_file), 0);
	assert_int_equal(add_org(company->store, "kept"), FIELD_OK);
	assert_true(has_org(company, "kept"));
	assert_false(has_org(company, "lost"));
}

static void
a_removed_lock_file_is_created_again_for_both(void **state)
{
	struct company *company = *state;
	char path[PATHS_MAX + 16];
	int fd = -1;

	(void)snprintf(
	    path, sizeof(path), "%s/write.lock", company->paths.private_dir);
	assert_int_equal(add_org(company->store, "first"), FIELD_OK);
	/* the store holds a descriptor of the replaced file */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(db_begin(company->store), FIELD_OK);
	assert_int_equal(db_lock_acquire(&company->paths, 0, &fd), FIELD_EBUSY);
	db_rollback(company->store);
	assert_int_equal(db_lock_acquire(&company->paths, 0, &fd), FIELD_OK);
	assert_int_equal(close(fd), 0);
}

static void
a_restore_waits_for_a_change_whose_lock_file_was_removed(void **state)
{
	struct company *company = *state;
	char copy[PATHS_MAX + 64], path[PATHS_MAX + 16];
	struct store *store;
	int status;
	pid_t pid;

	make_copy(company, copy);
	(void)snprintf(
	    path, sizeof(path), "%s/write.lock", company->paths.private_dir);
	assert_int_equal(open_another(company, &store), FIELD_OK);
	assert_int_equal(db_begin(store), FIELD_OK);
	assert_int_equal(unlink(path), 0);
	pid = fork();
	if (pid == 0)
		_exit(-go_back(company, copy));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(-WEXITSTATUS(status), FIELD_EBUSY);
	assert_false(has_file(company, ".next"));
	db_rollback(store);
	store_close(store);
	assert_int_equal(go_back(company, copy), FIELD_OK);
}

/* --- swaps that were killed -------------------------------------------------- */

/* The copy to restore, with an organisation that the current database lacks;
 * and a change that is only in the log of the current one. */
static void
prepare_pending(struct company *company, char *next)
{
	char copy[PATHS_MAX + 64], *bytes;
	size_t len;

	assert_int_equal(add_org(company->store, "restored"), FIELD_OK);
	make_copy(company, copy);
	assert_int_equal(add_org(company->store, "replaced"), FIELD_OK);
	store_close(company->store);
	company->store = NULL;
	name_file(company, ".next", next);
	assert_int_equal(file_read(copy, 1 << 28, &bytes, &len), FIELD_OK);
	assert_int_equal(file_replace(next, bytes, len, 0600), FIELD_OK);
	free(bytes);
}

static void
move(struct company *company, const char *from, const char *to)
{
	char old[PATHS_MAX], new[PATHS_MAX];

	name_file(company, from, old);
	name_file(company, to, new);
	assert_int_equal(rename(old, new), 0);
}

static void
a_swap_killed_at_any_step_is_finished_by_the_next(
    struct company *company, int steps)
{
	char next[PATHS_MAX], path[PATHS_MAX], kept[PATHS_MAX];

	prepare_pending(company, next);
	if (steps > 0)
		move(company, "-wal", ".replaced-wal");
	if (steps > 1) {
		name_file(company, "-shm", path);
		assert_int_equal(unlink(path), 0);
	}
	if (steps > 2) {
		name_file(company, ".replaced", kept);
		assert_int_equal(link(company->paths.db_file, kept), 0);
	}
	assert_true(db_swap_is_pending(&company->paths));
	assert_int_equal(open_another(company, &company->store), FIELD_OK);
	assert_false(db_swap_is_pending(&company->paths));
	assert_int_equal(store_check_integrity(company->store), FIELD_OK);
	assert_true(has_org(company, "restored"));
	assert_false(has_org(company, "replaced"));
	/* and the replaced database is kept completely, including its log */
	name_file(company, ".replaced", kept);
	assert_int_equal(go_back(company, kept), FIELD_OK);
	assert_true(has_org(company, "replaced"));
}

static void
a_swap_killed_before_its_first_step_is_finished(void **state)
{
	a_swap_killed_at_any_step_is_finished_by_the_next(*state, 0);
}

static void
a_swap_killed_after_moving_the_log_is_finished(void **state)
{
	a_swap_killed_at_any_step_is_finished_by_the_next(*state, 1);
}

static void
a_swap_killed_after_moving_the_index_is_finished(void **state)
{
	a_swap_killed_at_any_step_is_finished_by_the_next(*state, 2);
}

static void
a_swap_killed_before_the_rename_is_finished(void **state)
{
	a_swap_killed_at_any_step_is_finished_by_the_next(*state, 3);
}

static void
an_open_writer_finishes_a_pending_swap(void **state)
{
	struct company *company = *state;
	char copy[PATHS_MAX + 64], next[PATHS_MAX], *bytes;
	size_t len;

	make_copy(company, copy);
	name_file(company, ".next", next);
	assert_int_equal(file_read(copy, 1 << 28, &bytes, &len), FIELD_OK);
	assert_int_equal(file_replace(next, bytes, len, 0600), FIELD_OK);
	free(bytes);
	assert_int_equal(add_org(company->store, "after"), FIELD_OK);
	assert_false(db_swap_is_pending(&company->paths));
	assert_true(has_org(company, "after"));
}

static void
a_restore_that_cannot_get_the_folder_changes_nothing(void **state)
{
	struct company *company = *state;
	char prepared[PATHS_MAX], *bytes;
	struct stat before, after;
	size_t len;
	int fd;

	store_settle(company->store);
	name_file(company, ".prepared", prepared);
	assert_int_equal(
	    file_read(company->paths.db_file, 1 << 28, &bytes, &len), FIELD_OK);
	assert_int_equal(file_replace(prepared, bytes, len, 0600), FIELD_OK);
	free(bytes);
	assert_int_equal(stat(company->paths.db_file, &before), 0);
	assert_int_equal(db_swap_enter(&company->paths, 0, &fd), FIELD_OK);
	assert_int_equal(
	    db_swap_commit(&company->paths, prepared, 20), FIELD_EBUSY);
	assert_int_equal(close(fd), 0);
	assert_false(db_swap_is_pending(&company->paths));
	assert_int_equal(access(prepared, F_OK), 0);
	assert_int_equal(stat(company->paths.db_file, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(
	    db_swap_commit(&company->paths, prepared, 20), FIELD_OK);
	assert_int_equal(stat(company->paths.db_file, &after), 0);
	assert_int_not_equal(before.st_ino, after.st_ino);
}

/* --- all at once -------------------------------------------------------------- */

#define WRITERS  6
#define RESTORES 12

/* A writer that never closes its store adds organisations, and reports each
 * number to FD when it was acknowledged, until the other end closes. */
static void
write_on(const struct company *company, int writer, int fd)
{
	struct store *store;
	char name[40];

	if (open_another(company, &store) < 0)
		_exit(2);
	for (int i = 0;; i++) {
		(void)snprintf(name, sizeof(name), "w%d-%d", writer, i);
		if (add_org(store, name) < 0)
			_exit(3);
		if (write(fd, &i, sizeof(i)) != sizeof(i))
			_exit(0);
	}
}

/* The highest number that WRITER has acknowledged by now. */
static int
last_told(int fd, int last)
{
	int number;

	while (read(fd, &number, sizeof(number)) == sizeof(number))
		last = number;
	return last;
}

static void
every_change_acknowledged_after_a_restore_is_kept(void **state)
{
	struct company *company = *state;
	char copy[PATHS_MAX + 64], name[40];
	int fds[WRITERS][2], last[WRITERS], first[WRITERS], status;
	pid_t pids[WRITERS];

	make_copy(company, copy);
	(void)signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < WRITERS; i++) {
		assert_int_equal(pipe2(fds[i], O_CLOEXEC), 0);
		assert_int_equal(fcntl(fds[i][0], F_SETFL, O_NONBLOCK), 0);
		pids[i] = fork();
		if (pids[i] == 0) {
			for (int k = 0; k <= i; k++)
				(void)close(fds[k][0]);
			write_on(company, i, fds[i][1]);
		}
		(void)close(fds[i][1]);
		last[i] = -1;
	}
	for (int round = 0; round < RESTORES; round++) {
		assert_int_equal(go_back(company, copy), FIELD_OK);
		/* Later reports may concern earlier commits, except for the one
		 * after the first. */
		for (int i = 0; i < WRITERS; i++) {
			struct pollfd poll_fd = { fds[i][0], POLLIN, 0 };

			first[i] = last_told(fds[i][0], last[i]);
			while (last[i] < first[i] + 3) {
				assert_int_equal(poll(&poll_fd, 1, 60000), 1);
				last[i] = last_told(fds[i][0], last[i]);
				assert_int_equal(
				    poll_fd.revents & ~(POLLIN | POLLHUP), 0);
			}
		}
		for (int i = 0; i < WRITERS; i++)
			for (int k = first[i] + 2; k <= last[i]; k++) {
				(void)snprintf(
				    name, sizeof(name), "w%d-%d", i, k);
				assert_true(has_org(company, name));
			}
	}
	for (int i = 0; i < WRITERS; i++) {
		(void)close(fds[i][0]);
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(db_begin_read(company->store), FIELD_OK);
	db_rollback(company->store);
	assert_int_equal(store_check_integrity(company->store), FIELD_OK);
}

/* Looks at the path until the other end closes. */
static void
watch(const struct company *company, int fd)
{
	struct pollfd poll_fd = { fd, POLLIN, 0 };
	struct store *store;
	struct stat st;

	while (poll(&poll_fd, 1, 0) == 0) {
		for (int i = 0; i < 200; i++)
			if (stat(company->paths.db_file, &st) < 0)
				_exit(2);
		if (open_another(company, &store) < 0)
			_exit(3);
		store_close(store);
	}
	_exit(0);
}

static void
the_database_exists_at_each_step_of_a_restore(void **state)
{
	struct company *company = *state;
	char copy[PATHS_MAX + 64];
	int fds[2], status;
	pid_t pid;

	make_copy(company, copy);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		(void)close(fds[1]);
		watch(company, fds[0]);
	}
	for (int i = 0; i < 20; i++)
		assert_int_equal(go_back(company, copy), FIELD_OK);
	(void)close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	(void)close(fds[0]);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, company_open_empty, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(an_open_writer_switches_to_the_restored_database),
		CLAIM(an_open_reader_switches_with_its_next_view),
		CLAIM(a_writer_with_a_statement_in_use_is_busy),
		CLAIM(a_daily_copy_contains_the_current_database),
		CLAIM(a_database_moved_away_by_hand_takes_no_change),
		CLAIM(a_removed_lock_file_is_created_again_for_both),
		CLAIM(a_restore_waits_for_a_change_whose_lock_file_was_removed),
		CLAIM(a_swap_killed_before_its_first_step_is_finished),
		CLAIM(a_swap_killed_after_moving_the_log_is_finished),
		CLAIM(a_swap_killed_after_moving_the_index_is_finished),
		CLAIM(a_swap_killed_before_the_rename_is_finished),
		CLAIM(an_open_writer_finishes_a_pending_swap),
		CLAIM(a_restore_that_cannot_get_the_folder_changes_nothing),
		CLAIM(every_change_acknowledged_after_a_restore_is_kept),
		CLAIM(the_database_exists_at_each_step_of_a_restore),
	};

	return cmocka_run_group_tests_name("store_swap", tests, NULL, NULL);
}
