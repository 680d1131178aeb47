/* Starts and ends helpers.  A helper is waited for by its pidfd, never by
 * SIGCHLD: however many exit at once, none is missed or confused with
 * another. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "gate/helper.h"

/* posix_spawn(3) returns its error as a value. */
static int
prepare(posix_spawnattr_t *attr, posix_spawn_file_actions_t *actions, int fd)
{
	sigset_t none, defaults;
	int errnum;

	(void)sigemptyset(&none);
	(void)sigfillset(&defaults);
	(void)sigdelset(&defaults, SIGTERM);
	(void)sigdelset(&defaults, SIGHUP);
	(void)sigdelset(&defaults, SIGINT);
	errnum = posix_spawnattr_setsigmask(attr, &none);
	if (errnum == 0)
		errnum = posix_spawnattr_setsigdefault(attr, &defaults);
	if (errnum == 0)
		errnum = posix_spawnattr_setflags(attr,
		    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
			POSIX_SPAWN_SETSID);
	if (errnum == 0)
		errnum = posix_spawn_file_actions_adddup2(actions, fd, 0);
	if (errnum == 0)
		errnum = posix_spawn_file_actions_adddup2(actions, fd, 1);
	if (errnum == 0)
		errnum = posix_spawn_file_actions_addclosefrom_np(actions, 3);
	return errnum;
}

static int
spawn(const char *path, int64_t arrived_ms, int fd, pid_t *ret_pid)
{
	const char *slash = strrchr(path, '/');
	char arrived[24];
	char *const argv[] = {
		(char *)(slash != NULL ? slash + 1 : path),
		arrived,
		NULL,
	};
	char *const envp[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int errnum;

	(void)str_format(arrived, sizeof(arrived), "%" PRId64, arrived_ms);
	errnum = posix_spawnattr_init(&attr);
	if (errnum != 0)
		return errnum;
	errnum = posix_spawn_file_actions_init(&actions);
	if (errnum == 0) {
		errnum = prepare(&attr, &actions, fd);
		if (errnum == 0)
			errnum = posix_spawn(
			    ret_pid, path, &actions, &attr, argv, envp);
		(void)posix_spawn_file_actions_destroy(&actions);
	}
	(void)posix_spawnattr_destroy(&attr);
	return errnum;
}

int
helper_start(const char *path, int64_t arrived_ms, int fd, pid_t *ret_pid,
    int *ret_pidfd)
{
	pid_t pid = -1;
	int pidfd, errnum = spawn(path, arrived_ms, fd, &pid);

	if (errnum != 0) {
		errno = errnum;
		return errnum == EAGAIN ? FIELD_ENOMEM : file_error();
	}
	/* The child has not been reaped yet, so its pid cannot have been
	 * reused. */
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
	if (pidfd < 0) {
		errnum = errno;
		helper_kill(pid);
		helper_collect(pid, -1);
		errno = errnum;
		return file_error();
	}
	*ret_pid = pid;
	*ret_pidfd = pidfd; /* transferred */
	return FIELD_OK;
}

bool
helper_has_ended(int pidfd)
{
	struct pollfd poll_fd = { .fd = pidfd, .events = POLLIN };

	return poll(&poll_fd, 1, 0) == 1;
}

void
helper_kill(pid_t pid)
{
	(void)kill(pid, SIGKILL);
}

void
helper_collect(pid_t pid, int pidfd)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	if (pidfd >= 0)
		(void)close(pidfd);
}
