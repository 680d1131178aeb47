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

/* How long an answered helper may take to end, and its keeper to end it. */
#define END_MS  2000
#define KILL_MS 1000

/* --- the children: async-signal-safe calls alone, until exec ------------------ */

/*
 * Before the real uid is root's, the person who runs su could stop the helper
 * in the middle of a transaction.  By system call: glibc's setresuid() would try to reach
 * the host's other threads, which are not here.
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

/* FD becomes 0 and 1, /dev/null 2, and there is no other.  FD itself may be
 * one of the three: the host had closed them. */
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
 * A bare clone(): no fork handler of the host runs, and with 0 for the signal
 * the end of the child raises none, whatever the host has made of SIGCHLD,
 * and no wait() of the host collects it.  All arguments are 0, so that their
 * order, which differs between architectures, does not matter.
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

/* The host has blocked all signals; what it tells is heard from here on. */
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
 * execve(2) turns the signal at a process's end into SIGCHLD again.  So the
 * helper is the child of a child that does not exec: it waits for the helper
 * and holds nothing.  Told to by SIGTERM it ends the helper, and still waits:
 * a host that collects orphans (PR_SET_CHILD_SUBREAPER, process 1 of a
 * container) gets none.  When it is killed itself, the helper dies with it.
 */
_Noreturn static void
run_keeper(const char *path, int fd)
{
	become_root();
	inherit_reset();
	/* out of reach of the terminal's signals */
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
	/* no handler of the host may run in the child */
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

/* Whether PID, a child that is not waited for, ends within MS; false too when
 * there is no descriptor to find out with. */
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
	/* first: who is still writing ends by it */
	(void)close(spawned->fd);
	if (!answered || !has_ended(spawned->pid, END_MS)) {
		(void)kill(spawned->pid, SIGTERM);
		if (!has_ended(spawned->pid, KILL_MS))
			(void)kill(spawned->pid, SIGKILL);
	}
	/* __WALL: a child that raises no SIGCHLD is waited for by its name */
	while (waitpid(spawned->pid, NULL, __WALL) < 0 && errno == EINTR)
		continue;
}
