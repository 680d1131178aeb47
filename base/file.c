#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

int
file_error(void)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return FIELD_ENOTFOUND;
	case ENOSPC:
	case EDQUOT:
	case EROFS:
		return FIELD_EFULL;
	case ENOMEM:
	case EMFILE:
	case ENFILE:
		return FIELD_ENOMEM;
	default:
		return FIELD_EIO;
	}
}

int
file_exists(const char *path)
{
	return access(path, F_OK) == 0 ? FIELD_OK : file_error();
}

int
file_read_full(int fd, void *buf, size_t len, size_t *ret_len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = read(fd, (char *)buf + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FIELD_EIO;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	*ret_len = done;
	return FIELD_OK;
}

int
file_write_full(int fd, const void *buf, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = write(fd, (const char *)buf + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_error();
		done += (size_t)n;
	}
	return FIELD_OK;
}

int
file_read(const char *path, size_t max_len, char **ret_bytes, size_t *ret_len)
{
	struct stat st;
	char *bytes = NULL;
	size_t len;
	int fd, rc;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return file_error();
	rc = FIELD_EINVAL;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    (unsigned long long)st.st_size > max_len)
		goto out;
	rc = FIELD_ENOMEM;
	bytes = malloc((size_t)st.st_size + 1);
	if (bytes == NULL)
		goto out;
	rc = file_read_full(fd, bytes, (size_t)st.st_size, &len);
	if (rc < 0)
		goto out;
	bytes[len] = '\0';
	*ret_bytes = bytes;
	*ret_len = len;
	bytes = NULL; /* transferred */
out:
	free(bytes);
	(void)close(fd);
	return rc;
}

int
file_sync_folder(const char *path)
{
	char copy[PATH_MAX];
	int fd, rc = FIELD_OK;

	if (!str_copy(copy, sizeof(copy), path))
		return FIELD_EINVAL;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return file_error();
	if (fsync(fd) < 0)
		rc = FIELD_EIO;
	(void)close(fd);
	return rc;
}

int
file_replace(const char *path, const void *bytes, size_t len, mode_t mode)
{
	char temporary[PATH_MAX];
	int fd, rc;

	if (!str_format(temporary, sizeof(temporary), "%s.XXXXXX", path))
		return FIELD_EINVAL;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return file_error();
	rc = file_write_full(fd, bytes, len);
	if (rc == FIELD_OK && (fchmod(fd, mode) < 0 || fsync(fd) < 0))
		rc = file_error();
	if (close(fd) < 0 && rc == FIELD_OK)
		rc = file_error();
	if (rc == FIELD_OK && rename(temporary, path) < 0)
		rc = file_error();
	if (rc < 0) {
		(void)unlink(temporary);
		return rc;
	}
	return file_sync_folder(path);
}

/* An existing folder is left unchanged. */
static int
make_one_folder(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0)
		return errno == EEXIST ? FIELD_OK : file_error();
	/* the umask may have cleared bits */
	return chmod(path, mode) < 0 ? file_error() : FIELD_OK;
}

int
file_make_folder(const char *path, mode_t mode)
{
	char copy[PATH_MAX];

	if (!str_copy(copy, sizeof(copy), path))
		return FIELD_EINVAL;
	for (char *slash = strchr(copy + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		int rc;

		*slash = '\0';
		rc = make_one_folder(copy, 0755);
		if (rc < 0)
			return rc;
		*slash = '/';
	}
	return make_one_folder(copy, mode);
}

bool
file_is_at(int fd, const char *path)
{
	struct stat held, found;

	return fstat(fd, &held) == 0 && lstat(path, &found) == 0 &&
	    held.st_dev == found.st_dev && held.st_ino == found.st_ino;
}

/* Lock the file that is now at PATH.  FIELD_EBUSY also when the file was
 * replaced by the time the lock was granted. */
static int
try_lock(const char *path, int *ret_fd)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int rc = FIELD_EBUSY;

	if (fd < 0)
		return file_error();
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		rc = errno == EWOULDBLOCK || errno == EINTR ? FIELD_EBUSY :
							      FIELD_EIO;
	else if (file_is_at(fd, path))
		rc = FIELD_OK;
	if (rc == FIELD_OK)
		*ret_fd = fd; /* transferred */
	else
		(void)close(fd);
	return rc;
}

int
file_lock(const char *path, int timeout_ms, int *ret_fd)
{
	long long deadline_ms = clock_monotonic_ms() + timeout_ms;

	for (;;) {
		int rc = try_lock(path, ret_fd);

		if (rc != FIELD_EBUSY || clock_monotonic_ms() >= deadline_ms)
			return rc;
		(void)poll(NULL, 0, 5);
	}
}

bool
file_is_full(const char *path, unsigned long long spare_len)
{
	struct statvfs vfs;

	if (statvfs(path, &vfs) < 0)
		return false;
	return (vfs.f_flag & ST_RDONLY) != 0 ||
	    (unsigned long long)vfs.f_bfree * vfs.f_frsize < spare_len;
}
