/* Wakes the followers of the audit log.  A failure here must never affect what
 * was committed. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "store/core/events.h"

void
events_touch(const struct paths *paths)
{
	char path[PATHS_MAX];
	int fd, saved_errno = errno;

	if (!str_format(path, sizeof(path), "%s/" EVENTS_FILE, paths->run_dir))
		return;
	fd = open(path,
	    O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
	    0600);
	if (fd >= 0) {
		(void)futimens(fd, NULL);
		(void)close(fd);
	}
	errno = saved_errno;
}
