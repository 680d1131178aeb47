/*
 * The steps of a swap.  finish() may be killed after any of them, and the next
 * process runs it again: each step must recognise that it is already done.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db/db_lock.h"
#include "store/db/db_swap.h"

#define ROUND_MS 5

struct names {
	char next[PATHS_MAX + 16];
	char wal[PATHS_MAX + 16], shm[PATHS_MAX + 16];
	char replaced[PATHS_MAX + 16], replaced_wal[PATHS_MAX + 16];
	char replaced_shm[PATHS_MAX + 16];
};

static bool
fill_names(const struct paths *paths, struct names *ret_names)
{
	const struct {
		char *buf;
		const char *suffix;
	} files[] = {
		{ ret_names->next, ".next" },
		{ ret_names->wal, "-wal" },
		{ ret_names->shm, "-shm" },
		{ ret_names->replaced, ".replaced" },
		{ ret_names->replaced_wal, ".replaced-wal" },
		{ ret_names->replaced_shm, ".replaced-shm" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!str_format(files[i].buf, sizeof(ret_names->next), "%s%s",
			paths->db_file, files[i].suffix))
			return false;
	return true;
}

static bool
exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

bool
db_swap_is_pending(const struct paths *paths)
{
	struct names names;

	return fill_names(paths, &names) && exists(names.next);
}

const char *
db_swap_current(const struct paths *paths, char *buf)
{
	if (db_swap_is_pending(paths) &&
	    str_format(buf, PATHS_MAX, "%s.next", paths->db_file))
		return buf;
	return paths->db_file;
}

/* Lock the private folder by OPERATION, LOCK_SH or LOCK_EX.  Neither is held
 * longer than an open or a few renames take. */
static int
lock_folder(
    const struct paths *paths, int operation, int timeout_ms, int *ret_fd)
{
	const long long deadline_ms = clock_monotonic_ms() + timeout_ms;
	int fd = open(paths->private_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return file_error();
	while (flock(fd, operation | LOCK_NB) < 0) {
		bool waits = errno == EWOULDBLOCK || errno == EINTR;

		if (!waits || clock_monotonic_ms() >= deadline_ms) {
			(void)close(fd);
			return waits ? FIELD_EBUSY : FIELD_EIO;
		}
		(void)poll(NULL, 0, ROUND_MS);
	}
	*ret_fd = fd; /* transferred */
	return FIELD_OK;
}

/* --- finishing -------------------------------------------------------------- */

static int
missing_is_fine(int result)
{
	return result == 0 || errno == ENOENT ? FIELD_OK : file_error();
}

/*
 * The log is moved first, since the new database must not read it; then its
 * index, which must not outlive it.  A log that exists although one has already
 * been kept was created afterwards, and cannot contain a commit.
 */
static int
move_into_place(const struct paths *paths, const struct names *names)
{
	int rc = missing_is_fine(exists(names->replaced_wal) ?
		unlink(names->wal) :
		rename(names->wal, names->replaced_wal));

	if (rc == FIELD_OK)
		rc = missing_is_fine(unlink(names->shm));
	/* A file system without hard links keeps no old file: a swap that has
	 * been decided must not fail because of that. */
	if (rc == FIELD_OK && link(paths->db_file, names->replaced) < 0 &&
	    (errno == EIO || errno == EROFS))
		rc = file_error();
	/* The removal of the log must be as durable as the rename that
	 * follows. */
	if (rc == FIELD_OK)
		rc = file_sync_folder(paths->db_file);
	if (rc == FIELD_OK && rename(names->next, paths->db_file) < 0)
		rc = file_error();
	return rc == FIELD_OK ? file_sync_folder(paths->db_file) : rc;
}

int
db_swap_finish(const struct paths *paths, int timeout_ms)
{
	struct names names;
	int fd, rc;

	if (!fill_names(paths, &names))
		return FIELD_EINVAL;
	if (!exists(names.next))
		return FIELD_OK;
	rc = lock_folder(paths, LOCK_EX, timeout_ms, &fd);
	if (rc < 0)
		return rc;
	if (exists(names.next))
		rc = move_into_place(paths, &names);
	(void)close(fd);
	return rc;
}

/* The turnstile: while a swap is pending, no process joins those that are
 * inside, so that a stream of openers cannot delay the swap. */
static int
finish_as_visitor(const struct paths *paths, int timeout_ms)
{
	int fd = -1, rc = db_lock_acquire(paths, timeout_ms, &fd);

	if (rc == FIELD_OK)
		rc = db_swap_finish(paths, timeout_ms);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

int
db_swap_enter(const struct paths *paths, int timeout_ms, int *ret_fd)
{
	int fd, rc;

	for (;;) {
		if (db_swap_is_pending(paths)) {
			rc = finish_as_visitor(paths, timeout_ms);
			if (rc < 0)
				return rc;
		}
		rc = lock_folder(paths, LOCK_SH, timeout_ms, &fd);
		if (rc < 0)
			return rc;
		if (!db_swap_is_pending(paths))
			break;
		(void)close(fd);
	}
	*ret_fd = fd; /* transferred */
	return FIELD_OK;
}

/* --- deciding --------------------------------------------------------------- */

/* finish() would mistake a log that was kept for the result of its own work, so
 * nothing of an earlier swap may be left when this one is decided. */
static int
forget_replaced(const struct paths *paths, const struct names *names)
{
	int rc = missing_is_fine(unlink(names->replaced));

	if (rc == FIELD_OK)
		rc = missing_is_fine(unlink(names->replaced_wal));
	if (rc == FIELD_OK)
		rc = missing_is_fine(unlink(names->replaced_shm));
	return rc == FIELD_OK ? file_sync_folder(paths->db_file) : rc;
}

int
db_swap_commit(const struct paths *paths, const char *prepared, int timeout_ms)
{
	struct names names;
	int fd, rc;

	if (!fill_names(paths, &names))
		return FIELD_EINVAL;
	rc = forget_replaced(paths, &names);
	if (rc < 0)
		return rc;
	if (rename(prepared, names.next) < 0)
		return file_error();
	rc = file_sync_folder(names.next);
	if (rc == FIELD_OK)
		rc = lock_folder(paths, LOCK_EX, timeout_ms, &fd);
	if (rc < 0) {
		/* Nothing has been moved yet, and the writers' lock prevents
		 * other processes from moving it: undo the decision. */
		(void)rename(names.next, prepared);
		(void)file_sync_folder(names.next);
		return rc;
	}
	rc = move_into_place(paths, &names);
	(void)close(fd);
	return rc;
}
