#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/inherit.h"
#include "base/stream.h"
#include "pam_fieldauth/module/spawn.h"
#include "pam_fieldauth/protocol.h"

/* Time allowed for a helper to exit after its answer, and for its keeper to
 * kill it. */
#define END_MS  2000
#define KILL_MS 1000

/* --- the children: only async-signal-safe calls until exec
 * --------------------- */

/*
 * Until the real uid is root's, the user who runs su could stop the helper in
 * the middle of a transaction.  Uses system calls: glibc's setresuid() would
 * try to signal the host's other threads, which do not exist here.
 */
static void
become_root(void)
{
	(void)syscall(SYS_setgroups, (size_t)0, NULL);
	(void)syscall(SYS_setresgid, 0, 0, 0);
	(void)syscall(SYS_setresuid, 0, 0, 0);
}

static void
reset_signals(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	for (int number = 1; number < NSIG; number++)
		(void)sigaction(number, &action, NULL);
}

static void
close_from(int first)
{
	if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0)
		return;
	for (int fd = first; fd < 65536; fd++)
		(void)close(fd);
}

/* FD becomes 0 and 1, /dev/null becomes 2, and all others are closed.  FD
 * itself may be one of the three, if the host had closed them. */
static bool
arrange_descriptors(int fd)
{
	int null, high = fcntl(fd, F_DUPFD, 3);

	if (high < 0 || dup2(high, 0) < 0 || dup2(high, 1) < 0)
		return false;
	(void)close(2);
	null = open("/dev/null", O_WRONLY);
	if (null != 2 && (null < 0 || dup2(null, 2) < 0))
		return false;
	close_from(3);
	return true;
}

/*
 * A bare clone(): the host's fork handlers do not run.  With 0 as the exit
 * signal, the end of the child raises no signal, whatever the host does with
 * SIGCHLD, and the host's wait() does not reap it.  All arguments are 0,
 * because their order differs between architectures.
 */
static pid_t
clone_quietly(void)
{
	return (pid_t)syscall(SYS_clone, 0L, 0L, 0L, 0L, 0L);
}

_Noreturn static void
run_helper(const char *path, int fd)
{
	char *const argv[] = { (char *)"fieldauth-signin", NULL };
	char *const envp[] = { NULL };
	sigset_t none;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	(void)sigemptyset(&none);
	if (arrange_descriptors(fd) && chdir("/") == 0) {
		(void)sigprocmask(SIG_SETMASK, &none, NULL);
		(void)execve(path, argv, envp);
	}
	_exit(127);
}

static volatile pid_t kept;

static void
end_helper(int number)
{
	(void)number;
	if (kept > 0)
		(void)kill(kept, SIGKILL);
}

/* The host has blocked all signals; signals to this process are handled from
 * here on. */
static void
listen_to_host(void)
{
	struct sigaction action = { .sa_handler = end_helper };
	sigset_t none;

	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * execve(2) resets the exit signal of a process to SIGCHLD.  The helper is
 * therefore the child of a child that does not exec: that keeper waits for the
 * helper and holds no resources.  On SIGTERM it kills the helper and still
 * waits, so that a host that reaps orphans (PR_SET_CHILD_SUBREAPER, process 1
 * of a container) gets none.  If the keeper is killed, the helper dies with it.
 */
_Noreturn static void
run_keeper(const char *path, int fd)
{
	become_root();
	inherit_reset();
	/* not reached by the terminal's signals */
	(void)setsid();
	(void)umask(077);
	reset_signals();
	/* vfork: the host's memory is copied once, not twice */
	kept = vfork();
	if (kept == 0)
		run_helper(path, fd);
	close_from(0);
	listen_to_host();
	while (kept > 0 && waitpid(kept, NULL, __WALL) < 0 && errno == EINTR)
		continue;
	_exit(0);
}

/* --- the host ----------------------------------------------------------------- */

bool
spawn_open(const char *path, struct spawned *ret_spawned)
{
	sigset_t all, before;
	int fds[2], errnum;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return false;
	/* no signal handler of the host may run in the child */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = clone_quietly();
	if (pid == 0)
		run_keeper(path, fds[1]);
	errnum = errno;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	(void)close(fds[1]);
	if (pid < 0) {
		(void)close(fds[0]);
		errno = errnum;
		return false;
	}
	ret_spawned->pid = pid;
	ret_spawned->fd = fds[0]; /* transferred */
	return true;
}

/* Whether PID, a child that is not waited for, exits within MS; also false when
 * there is no descriptor to check with. */
static bool
has_ended(pid_t pid, int ms)
{
	struct pollfd poll_fd = { .events = POLLIN };
	int64_t deadline = stream_deadline(ms);
	int rc;

	poll_fd.fd = (int)syscall(SYS_pidfd_open, pid, 0U);
	if (poll_fd.fd < 0)
		return false;
	do {
		int64_t left = deadline - stream_deadline(0);

		rc = poll(&poll_fd, 1, left > 0 ? (int)left : 0);
	} while (rc < 0 && errno == EINTR);
	(void)close(poll_fd.fd);
	return rc == 1;
}

void
spawn_close(struct spawned *spawned, bool answered)
{
	/* closed first: a helper that is still writing then exits */
	(void)close(spawned->fd);
	if (!answered || !has_ended(spawned->pid, END_MS)) {
		(void)kill(spawned->pid, SIGTERM);
		if (!has_ended(spawned->pid, KILL_MS))
			(void)kill(spawned->pid, SIGKILL);
	}
	/* __WALL: waits for a child without an exit signal */
	while (waitpid(spawned->pid, NULL, __WALL) < 0 && errno == EINTR)
		continue;
}
