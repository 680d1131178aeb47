/* The event loop of the gate: waits, dispatches events to the rooms, and shuts
 * down cleanly. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "gate/loop.h"
#include "gate/room.h"

#define TURN_EVENTS 64
#define TURN_MS     3600000 /* guaranteed to fit in an int */

/* Takes the place of a room's number. */
#define ABOUT_SIGNALS LOOP_DOORS_MAX

struct loop {
	struct gate gate;
	int signal_fd;
	bool is_ending;
	size_t count;
	struct room rooms[LOOP_DOORS_MAX];
};

/* Timeout for epoll_wait(2) until the next deadline; -1: none. */
static int
time_left(const struct loop *loop)
{
	int64_t next = -1;

	for (size_t i = 0; i < loop->count; i++) {
		int64_t due = room_next(&loop->rooms[i]);

		if (due >= 0 && (next < 0 || due < next))
			next = due;
	}
	if (next < 0)
		return -1;
	next -= clock_monotonic_ms();
	if (next > TURN_MS)
		return TURN_MS;
	return next > 0 ? (int)next : 0;
}

static void
read_signals(struct loop *loop)
{
	struct signalfd_siginfo info;

	while (read(loop->signal_fd, &info, sizeof(info)) ==
	    (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			loop->is_ending = true;
		/* SIGHUP: there is no configuration to reload */
	}
}

/* One iteration, of at most LEFT_MS (-1: no limit). */
static int
wait_once(struct loop *loop, int left_ms)
{
	struct epoll_event events[TURN_EVENTS];
	int count = epoll_wait(
	    loop->gate.epoll_fd, events, TURN_EVENTS, left_ms);

	if (count < 0 && errno != EINTR)
		return FIELD_EIO;
	loop->gate.now_ms = clock_monotonic_ms();
	for (int i = 0; i < count; i++) {
		const uint64_t data = events[i].data.u64;

		if (data >> 32 == ABOUT_SIGNALS)
			read_signals(loop);
		else
			room_handle(&loop->rooms[data >> 32], (uint32_t)data);
	}
	return FIELD_OK;
}

/* Events of existing connections come before new ones: they free places. */
static int
turn(struct loop *loop)
{
	int rc = wait_once(loop, time_left(loop));

	for (size_t i = 0; i < loop->count && rc == FIELD_OK; i++) {
		room_keep_time(&loop->rooms[i]);
		if (!loop->is_ending)
			room_accept(&loop->rooms[i]);
	}
	return rc;
}

/* --- the beginning and the end -------------------------------------------- */

/* Both ignored and blocked: a blocked signal is queued for the signalfd even if
 * it is ignored, and executed programs inherit that it is ignored. */
static int
take_signals(struct loop *loop)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return FIELD_EIO;
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	/* children must stay until they are reaped */
	(void)signal(SIGCHLD, SIG_DFL);
	loop->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (loop->signal_fd < 0 ||
	    gate_watch(
		&loop->gate, loop->signal_fd, EPOLLIN, ABOUT_SIGNALS, 0) < 0)
		return FIELD_EIO;
	return FIELD_OK;
}

static unsigned
served(const struct loop *loop)
{
	unsigned count = 0;

	for (size_t i = 0; i < loop->count; i++)
		count += places_count(&loop->rooms[i].places, PLACE_SERVED);
	return count;
}

/* Accept no more connections; waiting ones are turned away, and will reach our
 * successor. */
static void
drain(struct loop *loop)
{
	const int64_t end = clock_monotonic_ms() + LOOP_DRAIN_MS;
	int64_t left = LOOP_DRAIN_MS;

	for (size_t i = 0; i < loop->count; i++)
		room_close(&loop->rooms[i]);
	/* helpers that do not exit are killed with the unit */
	while (served(loop) > 0 && left > 0 &&
	    wait_once(loop, (int)left) == FIELD_OK)
		left = end - clock_monotonic_ms();
}

static void
close_if_open(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

int
loop_run(const struct loop_door *doors, size_t count)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	int rc = FIELD_OK;

	if (loop == NULL)
		return FIELD_ENOMEM;
	loop->count = count;
	loop->signal_fd = -1;
	loop->gate.spare_fd = -1;
	loop->gate.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->gate.epoll_fd < 0)
		rc = FIELD_EIO;
	if (rc == FIELD_OK)
		rc = take_signals(loop);
	for (size_t i = 0; i < count && rc == FIELD_OK; i++)
		rc = room_open(&loop->rooms[i], &loop->gate, (uint32_t)i,
		    doors[i].door, doors[i].listener);
	while (rc == FIELD_OK && !loop->is_ending)
		rc = turn(loop);
	if (rc == FIELD_OK)
		drain(loop);
	close_if_open(loop->gate.spare_fd);
	close_if_open(loop->signal_fd);
	close_if_open(loop->gate.epoll_fd);
	free(loop);
	return rc;
}
