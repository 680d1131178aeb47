/*
 * A lock with a queue and a deadline.  flock(2) has a queue but no deadline, so
 * a timer's signal interrupts it.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/turn.h"

/* glibc names the member since 2.39 only. */
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* Its only purpose is to interrupt flock(). */
static void
on_timer(int signal_number)
{
	(void)signal_number;
}

/*
 * Create a timer that interrupts this thread at the deadline and every 10 ms
 * after that: the first signal may arrive just before flock() starts to wait.
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
		return file_error();
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
			return file_error();
		if (clock_monotonic_ms() >= deadline_ms)
			return FIELD_EBUSY;
	}
	return FIELD_OK;
}

/* Without a timer there is no place in the queue, but the lock still works. */
static int
poll_until(int fd, long long deadline_ms)
{
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EINTR && errno != EWOULDBLOCK)
			return file_error();
		if (clock_monotonic_ms() >= deadline_ms)
			return FIELD_EBUSY;
		(void)poll(NULL, 0, 5);
	}
	return FIELD_OK;
}

static int
wait_in_queue(int fd, int timeout_ms)
{
	const long long deadline_ms = clock_monotonic_ms() + timeout_ms;
	struct sigaction ours = { .sa_handler = on_timer }, theirs;
	sigset_t set, old_mask;
	timer_t timer = NULL;
	int rc;

	(void)sigemptyset(&ours.sa_mask); /* no SA_RESTART: it must interrupt */
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGRTMAX);
	if (sigaction(SIGRTMAX, &ours, &theirs) < 0)
		return FIELD_EIO;
	(void)pthread_sigmask(SIG_UNBLOCK, &set, &old_mask);
	if (start_timer(timeout_ms, &timer) == FIELD_OK) {
		rc = wait_until(fd, deadline_ms);
		(void)timer_delete(timer);
	} else {
		rc = poll_until(fd, deadline_ms);
	}
	(void)pthread_sigmask(SIG_SETMASK, &old_mask, NULL);
	(void)sigaction(SIGRTMAX, &theirs, NULL);
	return rc;
}

int
turn_take(int fd, int timeout_ms)
{
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return file_error();
		return timeout_ms > 0 ? wait_in_queue(fd, timeout_ms) :
					FIELD_EBUSY;
	}
	return FIELD_OK;
}
