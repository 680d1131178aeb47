/* The state behind one door.  Must not block on a peer, read beyond a request's
 * header, or exit because of what a peer does. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "gate/helper.h"
#include "gate/request.h"
#include "gate/room.h"
#include "wire/frame.h"

/* Maximum number of accepts per iteration, so that a flood does not keep the
 * loop from ending helpers that are past their deadline. */
#define TURN_ACCEPTS 256
/* How long accepting pauses when the system is out of resources. */
#define PAUSE_MS 50
/* One journal line for all connections turned away within this time. */
#define REPORT_MS 60000

int
gate_watch(const struct gate *gate, int fd, uint32_t events, uint32_t room,
    uint32_t what)
{
	struct epoll_event event = {
		.events = events,
		.data.u64 = (uint64_t)room << 32 | what,
	};

	return epoll_ctl(gate->epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

static int
watch_place(
    const struct room *room, const struct place *place, int fd, uint32_t events)
{
	return gate_watch(room->gate, fd, events, room->number,
	    (uint32_t)(place - room->places.at));
}

static int
watch_listener(const struct room *room)
{
	return gate_watch(
	    room->gate, room->listener, EPOLLIN, room->number, ROOM_LISTENER);
}

static void
unwatch(const struct room *room, int fd)
{
	(void)epoll_ctl(room->gate->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
}

/* --- who goes ------------------------------------------------------------- */

/* Closed unread: see guarantee 1 in gate/loop.h. */
static void
drop_waiting(struct place *place)
{
	(void)close(place->fd);
	*place = (struct place){ .state = PLACE_FREE };
}

/* What cannot be sent at once is discarded. */
static void
say_busy(const struct door *door, int fd)
{
	const size_t len = door->busy != NULL ? strlen(door->busy) : 0;
	char frame[FRAME_HEADER + DOOR_BUSY_MAX];

	if (len == 0 || len > DOOR_BUSY_MAX)
		return;
	frame_put_header((unsigned char *)frame, len);
	memcpy(frame + FRAME_HEADER, door->busy, len);
	(void)send(fd, frame, FRAME_HEADER + len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Dropped in favour of another connection, or because the system has no
 * resources for a helper. */
static void
turn_away(const struct room *room, struct place *place)
{
	say_busy(room->door, place->fd);
	drop_waiting(place);
}

static void
collect_served(struct place *place)
{
	helper_collect(place->pid, place->pidfd);
	*place = (struct place){ .state = PLACE_FREE };
}

/* The place stays taken until the helper has really exited: peers that can make
 * helpers hang in the kernel run out of places, and of nothing else. */
static void
kill_served(struct place *place)
{
	helper_kill(place->pid);
	place->end = INT64_MAX;
}

static void
report(struct room *room, const char *why, uid_t uid)
{
	room->turned_away++;
	if (room->reported_at != 0 &&
	    room->gate->now_ms - room->reported_at < REPORT_MS)
		return;
	log_line(LOG_WARNING,
	    "%s: turned away %u since the last such line, the last of uid "
	    "%lu: %s",
	    room->door->name, room->turned_away, (unsigned long)uid, why);
	room->turned_away = 0;
	room->reported_at = room->gate->now_ms;
}

/* --- who is served -------------------------------------------------------- */

static void
keep_spare(struct gate *gate)
{
	if (gate->spare_fd < 0)
		gate->spare_fd = fcntl(gate->epoll_fd, F_DUPFD_CLOEXEC, 3);
}

/* A helper that has started must not be killed for lack of a descriptor: the
 * one for its pidfd is reserved in advance. */
static int
start_helper(const struct room *room, const struct place *place, pid_t *ret_pid,
    int *ret_pidfd)
{
	struct gate *gate = room->gate;

	keep_spare(gate);
	if (gate->spare_fd < 0)
		return FIELD_ENOMEM;
	(void)close(gate->spare_fd);
	gate->spare_fd = -1;
	return helper_start(
	    room->door->helper, place->arrived, place->fd, ret_pid, ret_pidfd);
}

static void
serve(struct room *room, struct place *place)
{
	const uid_t uid = place->uid;
	pid_t pid;
	int pidfd;

	if (start_helper(room, place, &pid, &pidfd) != FIELD_OK) {
		report(room, strerror(errno), uid);
		turn_away(room, place);
		keep_spare(room->gate);
		return;
	}
	/* The helper's copy must be the last one, so that its exit is the end
	 * of file.  An epoll set watches a socket as long as any process has it
	 * open: epoll(7). */
	unwatch(room, place->fd);
	(void)close(place->fd);
	keep_spare(room->gate);
	place->state = PLACE_SERVED;
	place->fd = -1;
	place->pid = pid;
	place->pidfd = pidfd;
	place->end = room->door->serve_ms > 0 ?
	    room->gate->now_ms + room->door->serve_ms :
	    INT64_MAX;
	if (watch_place(room, place, pidfd, EPOLLIN) < 0) {
		kill_served(place);
		collect_served(place);
	}
}

static void
look(struct room *room, struct place *place)
{
	switch (request_look(room->door, place->fd)) {
	case REQUEST_PART:
		break;
	case REQUEST_WHOLE:
		serve(room, place);
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

/* Edge-triggered: a peer that has sent a part wakes us only when it sends
 * more. */
static void
enter(struct room *room, int fd)
{
	struct place *place;
	uid_t uid;

	if (!peer_uid(fd, &uid)) {
		(void)close(fd);
		return;
	}
	place = places_room(&room->places, uid);
	if (place == NULL) {
		say_busy(room->door, fd);
		(void)close(fd);
		report(room, "too many requests", uid);
		return;
	}
	if (place->state == PLACE_WAITING)
		turn_away(room, place);
	places_enter(&room->places, place, uid, fd,
	    room->gate->now_ms + room->door->request_ms);
	/* the time of this iteration: no new connection appears younger */
	place->arrived = room->gate->now_ms;
	if (watch_place(room, place, fd, EPOLLIN | EPOLLRDHUP | EPOLLET) < 0) {
		drop_waiting(place);
		return;
	}
	look(room, place);
}

/* No resources to accept: drop the oldest waiting connection for its
 * descriptor, if there is one; otherwise pause accepting. */
static bool
make_do(struct room *room)
{
	struct place *place = places_oldest_waiting(&room->places);

	if (place != NULL) {
		turn_away(room, place);
		return true;
	}
	room->paused_until = room->gate->now_ms + PAUSE_MS;
	unwatch(room, room->listener);
	return false;
}

static void
accept_some(struct room *room)
{
	for (int i = 0; i < TURN_ACCEPTS; i++) {
		int fd = accept4(room->listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0) {
			enter(room, fd);
			continue;
		}
		switch (errno) {
		case EAGAIN:
			return;
		case EMFILE:
		case ENFILE:
		case ENOMEM:
		case ENOBUFS:
			report(room, "no descriptor or memory", 0);
			if (!make_do(room))
				return;
			break;
		default:
			break; /* only that peer failed */
		}
	}
}

/* --- events --------------------------------------------------------------- */

void
room_handle(struct room *room, uint32_t what)
{
	struct place *place;

	if (what == ROOM_LISTENER) {
		room->is_ready = true;
		return;
	}
	place = &room->places.at[what];
	if (place->state == PLACE_WAITING)
		look(room, place);
	else if (place->state == PLACE_SERVED && helper_has_ended(place->pidfd))
		collect_served(place);
}

void
room_accept(struct room *room)
{
	if (room->is_ready && room->paused_until == 0)
		accept_some(room);
	room->is_ready = false;
}

/* --- time ----------------------------------------------------------------- */

static void
end_overdue(struct room *room)
{
	for (unsigned i = 0; i < room->door->places; i++) {
		struct place *place = &room->places.at[i];

		if (place->state == PLACE_FREE ||
		    place->end > room->gate->now_ms)
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
resume(struct room *room)
{
	if (room->paused_until == 0 || room->paused_until > room->gate->now_ms)
		return;
	if (watch_listener(room) < 0)
		room->paused_until = room->gate->now_ms + PAUSE_MS;
	else
		room->paused_until = 0;
}

void
room_keep_time(struct room *room)
{
	end_overdue(room);
	resume(room);
}

int64_t
room_next(const struct room *room)
{
	int64_t next = places_next_end(&room->places);

	if (room->paused_until != 0 && (next < 0 || room->paused_until < next))
		next = room->paused_until;
	return next;
}

/* --- the beginning and the end -------------------------------------------- */

int
room_open(struct room *room, struct gate *gate, uint32_t number,
    const struct door *door, int listener)
{
	int flags = fcntl(listener, F_GETFL);

	*room = (struct room){
		.gate = gate,
		.number = number,
		.door = door,
		.listener = listener,
		.places.door = door,
	};
	if (flags < 0 || fcntl(listener, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    watch_listener(room) < 0)
		return FIELD_EIO;
	return FIELD_OK;
}

void
room_close(struct room *room)
{
	unwatch(room, room->listener);
	room->paused_until = 0;
	for (unsigned i = 0; i < room->door->places; i++) {
		if (room->places.at[i].state == PLACE_WAITING)
			turn_away(room, &room->places.at[i]);
	}
}
