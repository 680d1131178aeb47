/* The gate's one loop.  It must never block on a peer, never read what a peer
 * says beyond a header, and never end because of what a peer does. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "gate/helper.h"
#include "gate/loop.h"
#include "gate/places.h"
#include "gate/request.h"

/* Accepted in one turn, so that a flood does not keep the loop from ending
 * helpers whose time is over. */
#define TURN_ACCEPTS 256
#define TURN_EVENTS  64
#define TURN_MS      3600000 /* what int holds for certain */
/* How long nothing is accepted when the system has nothing left to give. */
#define PAUSE_MS 50
/* One line in the journal for all who were turned away in it. */
#define REPORT_MS 60000

struct room {
	const struct door *door;
	int listener;
	bool is_ready; /* somebody knocks */
	int64_t paused_until;
	struct places places;
	unsigned turned_away;
	int64_t reported_at;
};

struct loop {
	int epoll_fd, signal_fd;
	int spare_fd; /* given up for a helper's pidfd, and taken again */
	int64_t now_ms;
	bool is_ending;
	size_t count;
	struct room rooms[LOOP_DOORS_MAX];
};

/* What an event is about: the door in the upper half; in the lower half the
 * place, or one of these. */
#define ABOUT_LISTENER 0xffffffffu
#define ABOUT_SIGNALS  0xfffffffeu

static uint64_t
about(size_t room, uint32_t what)
{
	return (uint64_t)room << 32 | what;
}

static int
watch(const struct loop *loop, int fd, uint32_t events, uint64_t data)
{
	struct epoll_event event = { .events = events, .data.u64 = data };

	return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

/* --- who goes ------------------------------------------------------------- */

/* Closed unread: a promise of the header's. */
static void
drop_waiting(struct place *place)
{
	(void)close(place->fd);
	*place = (struct place){ .state = PLACE_FREE };
}

static void
collect_served(struct place *place)
{
	helper_collect(place->pid, place->pidfd);
	*place = (struct place){ .state = PLACE_FREE };
}

/* The place is taken until it has really ended: who can make helpers hang in
 * the kernel runs out of places, and of nothing else. */
static void
kill_served(struct place *place)
{
	helper_kill(place->pid);
	place->end = INT64_MAX;
}

static void
report(struct loop *loop, struct room *room, const char *why, uid_t uid)
{
	room->turned_away++;
	if (room->reported_at != 0 &&
	    loop->now_ms - room->reported_at < REPORT_MS)
		return;
	log_line(LOG_WARNING,
	    "%s: turned away %u since the last such line, the last of uid "
	    "%lu: %s",
	    room->door->name, room->turned_away, (unsigned long)uid, why);
	room->turned_away = 0;
	room->reported_at = loop->now_ms;
}

/* --- who is served -------------------------------------------------------- */

static void
keep_spare(struct loop *loop)
{
	if (loop->spare_fd < 0)
		loop->spare_fd = fcntl(loop->signal_fd, F_DUPFD_CLOEXEC, 3);
}

/* A helper that has begun must not be ended for want of a descriptor: the
 * one for its pidfd is set aside before. */
static int
start_helper(struct loop *loop, const struct room *room,
    const struct place *place, pid_t *ret_pid, int *ret_pidfd)
{
	keep_spare(loop);
	if (loop->spare_fd < 0)
		return FIELD_ENOMEM;
	(void)close(loop->spare_fd);
	loop->spare_fd = -1;
	return helper_start(room->door->helper, place->fd, ret_pid, ret_pidfd);
}

static void
serve(struct loop *loop, struct room *room, struct place *place)
{
	const uid_t uid = place->uid;
	pid_t pid;
	int pidfd;

	if (start_helper(loop, room, place, &pid, &pidfd) != FIELD_OK) {
		log_line(
		    LOG_ERR, "%s cannot be started: %m", room->door->helper);
		report(loop, room, "no helper", uid);
		drop_waiting(place);
		keep_spare(loop);
		return;
	}
	/* The helper's copy is the last one: its end is the end of file.  An
	 * epoll set watches a socket as long as anybody has it: epoll(7). */
	(void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, place->fd, NULL);
	(void)close(place->fd);
	keep_spare(loop);
	place->state = PLACE_SERVED;
	place->fd = -1;
	place->pid = pid;
	place->pidfd = pidfd;
	place->end = loop->now_ms + room->door->serve_ms;
	if (watch(loop, pidfd, EPOLLIN,
		about((size_t)(room - loop->rooms),
		    (uint32_t)(place - room->places.at))) < 0) {
		kill_served(place);
		collect_served(place);
	}
}

static void
look(struct loop *loop, struct room *room, struct place *place)
{
	switch (request_look(room->door, place->fd)) {
	case REQUEST_PART:
		break;
	case REQUEST_WHOLE:
		serve(loop, room, place);
		break;
	case REQUEST_NEVER:
		drop_waiting(place);
		break;
	}
}

/* --- who comes ------------------------------------------------------------ */

static bool
peer_uid(int fd, uid_t *ret_uid)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0)
		return false;
	*ret_uid = peer.uid;
	return true;
}

/* Edges: a peer that has sent a part wakes us again only when it sends. */
static void
enter(struct loop *loop, struct room *room, int fd)
{
	struct place *place;
	uid_t uid;

	if (!peer_uid(fd, &uid)) {
		(void)close(fd);
		return;
	}
	place = places_room(&room->places, uid);
	if (place == NULL) {
		(void)close(fd);
		report(loop, room, "too many requests", uid);
		return;
	}
	if (place->state == PLACE_WAITING)
		drop_waiting(place);
	places_enter(&room->places, place, uid, fd,
	    loop->now_ms + room->door->request_ms);
	if (watch(loop, fd, EPOLLIN | EPOLLRDHUP | EPOLLET,
		about((size_t)(room - loop->rooms),
		    (uint32_t)(place - room->places.at))) < 0) {
		drop_waiting(place);
		return;
	}
	look(loop, room, place);
}

/* Nothing left to accept with: the oldest that waits gives its descriptor
 * back, if there is one; else nobody is accepted for a moment. */
static bool
make_do(struct loop *loop, struct room *room)
{
	struct place *place = places_oldest_waiting(&room->places);

	if (place != NULL) {
		drop_waiting(place);
		return true;
	}
	room->paused_until = loop->now_ms + PAUSE_MS;
	(void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, room->listener, NULL);
	return false;
}

static void
accept_some(struct loop *loop, struct room *room)
{
	for (int i = 0; i < TURN_ACCEPTS; i++) {
		int fd = accept4(room->listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0) {
			enter(loop, room, fd);
			continue;
		}
		switch (errno) {
		case EAGAIN:
			return;
		case EMFILE:
		case ENFILE:
		case ENOMEM:
		case ENOBUFS:
			report(loop, room, "no descriptor or memory", 0);
			if (!make_do(loop, room))
				return;
			break;
		default:
			break; /* of that peer's: the next one */
		}
	}
}

/* --- time ----------------------------------------------------------------- */

static void
end_overdue(struct loop *loop, struct room *room)
{
	for (unsigned i = 0; i < room->door->places; i++) {
		struct place *place = &room->places.at[i];

		if (place->state == PLACE_FREE || place->end > loop->now_ms)
			continue;
		if (place->state == PLACE_WAITING) {
			drop_waiting(place);
			continue;
		}
		log_line(LOG_ERR,
		    "%s: a helper for uid %lu did not end in time",
		    room->door->name, (unsigned long)place->uid);
		kill_served(place);
	}
}

static void
resume(struct loop *loop, struct room *room)
{
	if (room->paused_until == 0 || room->paused_until > loop->now_ms)
		return;
	if (watch(loop, room->listener, EPOLLIN,
		about((size_t)(room - loop->rooms), ABOUT_LISTENER)) < 0)
		room->paused_until = loop->now_ms + PAUSE_MS;
	else
		room->paused_until = 0;
}

static void
keep_time(struct loop *loop)
{
	for (size_t i = 0; i < loop->count; i++) {
		end_overdue(loop, &loop->rooms[i]);
		resume(loop, &loop->rooms[i]);
	}
}

/* For epoll_wait(2): until the next thing is due, -1 when nothing is. */
static int
time_left(const struct loop *loop)
{
	int64_t next = -1;

	for (size_t i = 0; i < loop->count; i++) {
		const struct room *room = &loop->rooms[i];
		int64_t end = places_next_end(&room->places);

		if (end >= 0 && (next < 0 || end < next))
			next = end;
		if (room->paused_until != 0 &&
		    (next < 0 || room->paused_until < next))
			next = room->paused_until;
	}
	if (next < 0)
		return -1;
	next -= clock_monotonic_ms();
	if (next > TURN_MS)
		return TURN_MS;
	return next > 0 ? (int)next : 0;
}

/* --- events --------------------------------------------------------------- */

static void
read_signals(struct loop *loop)
{
	struct signalfd_siginfo info;

	while (read(loop->signal_fd, &info, sizeof(info)) ==
	    (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			loop->is_ending = true;
		/* SIGHUP: there is nothing to read again */
	}
}

static void
handle_place(struct loop *loop, struct room *room, struct place *place)
{
	/* An event may be of a connection that went earlier in this turn. */
	if (place->state == PLACE_WAITING)
		look(loop, room, place);
	else if (place->state == PLACE_SERVED && helper_has_ended(place->pidfd))
		collect_served(place);
}

static void
handle(struct loop *loop, const struct epoll_event *event)
{
	struct room *room = &loop->rooms[event->data.u64 >> 32];
	const uint32_t what = (uint32_t)event->data.u64;

	if (what == ABOUT_SIGNALS)
		read_signals(loop);
	else if (what == ABOUT_LISTENER)
		room->is_ready = true;
	else
		handle_place(loop, room, &room->places.at[what]);
}

/* Who is inside comes before who knocks: it frees places. */
static int
turn(struct loop *loop)
{
	struct epoll_event events[TURN_EVENTS];
	int count = epoll_wait(
	    loop->epoll_fd, events, TURN_EVENTS, time_left(loop));

	if (count < 0 && errno != EINTR)
		return FIELD_EIO;
	loop->now_ms = clock_monotonic_ms();
	for (int i = 0; i < count; i++)
		handle(loop, &events[i]);
	keep_time(loop);
	for (size_t i = 0; i < loop->count; i++) {
		struct room *room = &loop->rooms[i];

		if (room->is_ready && room->paused_until == 0 &&
		    !loop->is_ending)
			accept_some(loop, room);
		room->is_ready = false;
	}
	return FIELD_OK;
}

/* --- the beginning and the end -------------------------------------------- */

static int
listen_to(struct loop *loop, size_t i, const struct loop_door *door)
{
	struct room *room = &loop->rooms[i];
	int flags = fcntl(door->listener, F_GETFL);

	*room = (struct room){
		.door = door->door,
		.listener = door->listener,
		.places.door = door->door,
	};
	if (flags < 0 || fcntl(door->listener, F_SETFL, flags | O_NONBLOCK) < 0)
		return FIELD_EIO;
	return watch(loop, door->listener, EPOLLIN, about(i, ABOUT_LISTENER)) <
		0 ?
	    FIELD_EIO :
	    FIELD_OK;
}

/* Ignored and blocked: a blocked signal is kept for the signalfd whatever is
 * said about it, and what is executed inherits that it is ignored. */
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
	/* children must stay until they are waited for */
	(void)signal(SIGCHLD, SIG_DFL);
	loop->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (loop->signal_fd < 0 ||
	    watch(loop, loop->signal_fd, EPOLLIN, about(0, ABOUT_SIGNALS)) < 0)
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

/* Nobody new; who waits is turned away, and comes to our successor. */
static void
close_door(struct loop *loop, struct room *room)
{
	(void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, room->listener, NULL);
	room->paused_until = 0;
	for (unsigned i = 0; i < room->door->places; i++) {
		if (room->places.at[i].state == PLACE_WAITING)
			drop_waiting(&room->places.at[i]);
	}
}

static void
drain(struct loop *loop)
{
	const int64_t end = clock_monotonic_ms() + LOOP_DRAIN_MS;
	struct epoll_event events[TURN_EVENTS];

	for (size_t i = 0; i < loop->count; i++)
		close_door(loop, &loop->rooms[i]);
	while (served(loop) > 0) {
		int64_t left = end - clock_monotonic_ms();
		int count;

		if (left <= 0)
			break; /* they are killed with the unit */
		count = epoll_wait(
		    loop->epoll_fd, events, TURN_EVENTS, (int)left);
		for (int i = 0; i < count; i++)
			handle(loop, &events[i]);
	}
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
	loop->spare_fd = -1;
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0)
		rc = FIELD_EIO;
	if (rc == FIELD_OK)
		rc = take_signals(loop);
	for (size_t i = 0; i < count && rc == FIELD_OK; i++)
		rc = listen_to(loop, i, &doors[i]);
	while (rc == FIELD_OK && !loop->is_ending)
		rc = turn(loop);
	if (rc == FIELD_OK)
		drain(loop);
	if (loop->spare_fd >= 0)
		(void)close(loop->spare_fd);
	if (loop->signal_fd >= 0)
		(void)close(loop->signal_fd);
	if (loop->epoll_fd >= 0)
		(void)close(loop->epoll_fd);
	free(loop);
	return rc;
}
