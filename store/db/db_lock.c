#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db/db_lock.h"

/* glibc names the member since 2.39 only. */
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

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

/* It is there to interrupt flock(), no more. */
static void
on_timer(int signal_number)
{
	(void)signal_number;
}

/*
 * A timer that interrupts this thread at the deadline, and every 10 ms from
 * then on: one that fired just before flock() went to sleep is not the last.
 */
static int
start_timer(int timeout_ms, timer_t *ret_timer)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = SIGRTMAX,
	};
	struct itimerspec when = {
		.it_value = { timeout_ms / 1000,
		    timeout_ms % 1000 * 1000000L + 1 },
		.it_interval = { 0, 10000000L },
	};
	timer_t timer;

	event.sigev_notify_thread_id = gettid();
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) < 0)
		return FIELD_EIO;
	if (timer_settime(timer, 0, &when, NULL) < 0) {
		(void)timer_delete(timer);
		return FIELD_EIO;
	}
	*ret_timer = timer;
	return FIELD_OK;
}

static int
wait_until(int fd, long long deadline_ms)
{
	while (flock(fd, LOCK_EX) < 0) {
		if (errno != EINTR)
			return FIELD_EIO;
		if (clock_monotonic_ms() >= deadline_ms)
			return FIELD_EBUSY;
	}
	return FIELD_OK;
}

static int
wait_in_queue(int fd, int timeout_ms)
{
	struct sigaction ours = { .sa_handler = on_timer }, theirs;
	sigset_t set, old_mask;
	timer_t timer;
	int rc;

	(void)sigemptyset(&ours.sa_mask); /* no SA_RESTART: it must interrupt */
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGRTMAX);
	if (sigaction(SIGRTMAX, &ours, &theirs) < 0)
		return FIELD_EIO;
	(void)pthread_sigmask(SIG_UNBLOCK, &set, &old_mask);
	rc = start_timer(timeout_ms, &timer);
	if (rc == FIELD_OK) {
		rc = wait_until(fd, clock_monotonic_ms() + timeout_ms);
		(void)timer_delete(timer);
	}
	(void)pthread_sigmask(SIG_SETMASK, &old_mask, NULL);
	(void)sigaction(SIGRTMAX, &theirs, NULL);
	return rc;
}

int
db_lock_take(int fd, int timeout_ms)
{
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return FIELD_EIO;
		return timeout_ms > 0 ? wait_in_queue(fd, timeout_ms) :
					FIELD_EBUSY;
	}
	return FIELD_OK;
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
		(void)close(*fd); /* drops it */
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
