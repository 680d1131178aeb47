/* Publishes a snapshot. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "snapshot/format.h"
#include "snapshot/reader.h"
#include "snapshot/writer.h"

#define LOCK_TIMEOUT_MS 10000
/* A fixed name: after a crash it is found again, under the lock, and
 * overwritten; random names would accumulate. */
#define TEMPORARY_SUFFIX ".new"
#define LOCK_SUFFIX      ".lock"

static int
system_error(void)
{
	switch (errno) {
	case ENOSPC:
	case EDQUOT:
	case EROFS:
		return FIELD_EFULL;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return FIELD_ENOMEM;
	default:
		return FIELD_EIO;
	}
}

/* The file at PATH, if its header is valid and, with WHOLE, all of it. */
static bool
read_info(const char *path, bool whole, struct snapshot_info *ret_info)
{
	struct snapshot_source source = { path };
	struct snapshot_cache once = SNAPSHOT_CACHE_INIT;
	struct snapshot_view view;
	bool good;

	if (snapshot_enter(&once, &source, &view) != SNAPSHOT_OK)
		return false;
	snapshot_get_info(&view, ret_info);
	good = !whole || snapshot_check(&view) == SNAPSHOT_OK;
	snapshot_leave(&view);
	return good;
}

/* A published file takes precedence over ours only if it is valid throughout:
 * publishing must repair damage. */
static bool
is_news(const char *path, const struct snapshot_info *ours, bool force)
{
	struct snapshot_info out;

	if (!read_info(path, false, &out) ||
	    strcmp(out.database_id, ours->database_id) != 0 ||
	    ours->generation > out.generation ||
	    (force && ours->generation == out.generation))
		return true;
	return !read_info(path, true, &out);
}

/* Write the temporary file completely and durably, and read it back with the
 * reader. */
static int
write_temporary(const char *temporary, const uint8_t *bytes, size_t len)
{
	struct snapshot_info info;
	int fd, rc;

	if (unlink(temporary) < 0 && errno != ENOENT)
		return system_error();
	fd = open(temporary,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return system_error();
	rc = file_write_full(fd, bytes, len);
	if (rc == FIELD_OK && (fchmod(fd, 0644) < 0 || fsync(fd) < 0))
		rc = system_error();
	if (close(fd) < 0 && rc == FIELD_OK)
		rc = system_error();
	if (rc == FIELD_OK && !read_info(temporary, true, &info))
		rc = FIELD_EIO;
	return rc;
}

/*
 * Notify every process that has OLD_FD's file mapped.  Failure here does not
 * fail the publication: readers check the path once a second.
 */
static void
mark_superseded(int old_fd)
{
	uint8_t word[4];
	ssize_t n;

	if (old_fd < 0)
		return;
	put_u32(word, 1);
	do {
		n = pwrite(old_fd, word, sizeof(word), HEADER_SUPERSEDED);
	} while (n < 0 && errno == EINTR);
}

/* The published file, to be marked; -1 if it is not a snapshot. */
static int
open_old(const char *path)
{
	uint8_t magic[8];
	struct stat st;
	int fd;

	fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -1;
	/* Do not write into a foreign file; a file that is too short must not
	 * grow while processes have it mapped. */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size >= FORMAT_HEADER_LEN &&
	    pread(fd, magic, sizeof(magic), 0) == (ssize_t)sizeof(magic) &&
	    memcmp(magic, FORMAT_MAGIC, sizeof(magic)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static int
replace(
    const char *path, const char *temporary, const uint8_t *bytes, size_t len)
{
	int old_fd, rc;

	rc = write_temporary(temporary, bytes, len);
	if (rc != FIELD_OK) {
		(void)unlink(temporary);
		return rc;
	}
	old_fd = open_old(path);
	if (rename(temporary, path) < 0) {
		rc = system_error();
		(void)unlink(temporary);
	} else {
		mark_superseded(old_fd);
		rc = file_sync_folder(path);
	}
	if (old_fd >= 0)
		(void)close(old_fd);
	return rc;
}

int
snapshot_publish(const char *path, const uint8_t *bytes, size_t len, bool force,
    bool *ret_published)
{
	char temporary[PATH_MAX], lock[PATH_MAX];
	struct snapshot_view view;
	struct snapshot_info ours;
	int lock_fd, rc = FIELD_OK;
	bool news;

	if (!str_format(
		temporary, sizeof(temporary), "%s%s", path, TEMPORARY_SUFFIX) ||
	    !str_format(lock, sizeof(lock), "%s%s", path, LOCK_SUFFIX) ||
	    snapshot_view_memory(bytes, len, &view) != SNAPSHOT_OK)
		return FIELD_EINVAL;
	snapshot_get_info(&view, &ours);
	rc = file_lock(lock, LOCK_TIMEOUT_MS, &lock_fd);
	if (rc != FIELD_OK)
		return rc;
	news = is_news(path, &ours, force);
	if (news)
		rc = replace(path, temporary, bytes, len);
	(void)close(lock_fd);
	if (rc == FIELD_OK)
		*ret_published = news;
	return rc;
}
