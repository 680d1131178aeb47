/* The writers' lock, a flock(2) on a file in the private folder.  A lock on a
 * file that is no longer at the path must never count as held. */
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/turn.h"
#include "store/db/db_lock.h"

static bool
lock_path(const struct paths *paths, char *buf, size_t size)
{
	return str_format(buf, size, "%s/write.lock", paths->private_dir);
}

int
db_lock_open(const struct paths *paths, int *ret_fd)
{
	char path[PATHS_MAX + 16];
	int fd;

	if (!lock_path(paths, path, sizeof(path)))
		return FIELD_EINVAL;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0) {
		*ret_fd = fd; /* transferred */
		return FIELD_OK;
	}
	return file_error();
}

int
db_lock_take(int fd, int timeout_ms)
{
	return turn_take(fd, timeout_ms);
}

int
db_lock_acquire(const struct paths *paths, int timeout_ms, int *fd)
{
	const long long deadline_ms = clock_monotonic_ms() + timeout_ms;
	char path[PATHS_MAX + 16];

	if (!lock_path(paths, path, sizeof(path)))
		return FIELD_EINVAL;
	for (;;) {
		int rc = *fd < 0 ? db_lock_open(paths, fd) : FIELD_OK;

		if (rc == FIELD_OK)
			rc = db_lock_take(*fd, timeout_ms);
		if (rc < 0 || file_is_at(*fd, path))
			return rc;
		(void)close(*fd); /* releases the lock */
		*fd = -1;
		if (clock_monotonic_ms() >= deadline_ms)
			return FIELD_EBUSY;
	}
}

void
db_lock_drop(int fd)
{
	(void)flock(fd, LOCK_UN);
}
