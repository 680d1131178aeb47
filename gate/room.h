/*
 * gate/room: the state behind one door: connections that arrive, are served,
 * and are dropped.
 * Layer: gate.  Users: loop.
 *
 * The loop waits and provides the time; a room does the rest, and never blocks.
 * Its guarantees are listed in gate/loop.h.
 */
#ifndef GATE_ROOM_H
#define GATE_ROOM_H

#include <stdbool.h>

#include "gate/places.h"

/* Shared by the rooms of a gate. */
struct gate {
	int epoll_fd;
	int spare_fd;   /* released for a helper's pidfd, then reserved again */
	int64_t now_ms; /* clock_monotonic_ms() of this iteration */
};

struct room {
	struct gate *gate;
	uint32_t number; /* the upper half of the data of its events */
	const struct door *door;
	int listener;
	bool is_ready;        /* a connection is pending */
	int64_t paused_until; /* 0: listening */
	struct places places;
	unsigned turned_away; /* since the last journal line about them */
	int64_t reported_at;
};

/* The lower half of an event's data: a place of the room, or this. */
#define ROOM_LISTENER 0xffffffffu

/* Add FD to GATE's epoll set for EVENTS, with ROOM and WHAT as the halves of
 * the data.  Returns as epoll_ctl(2). */
int gate_watch(const struct gate *gate, int fd, uint32_t events, uint32_t room,
    uint32_t what);

/* Start listening on LISTENER, which is made non-blocking.  FIELD_EIO. */
int room_open(struct room *room, struct gate *gate, uint32_t number,
    const struct door *door, int listener);

/* Handle an event of WHAT.  An event of a place may concern a connection that
 * has left it in the same iteration. */
void room_handle(struct room *room, uint32_t what);

/* Accept some pending connections, if there are any. */
void room_accept(struct room *room);

/* Drop connections and kill helpers past their deadline; resume listening after
 * a pause. */
void room_keep_time(struct room *room);

/* The next deadline of room_keep_time(), or -1. */
int64_t room_next(const struct room *room);

/* Stop listening, and turn away waiting connections; helpers continue. */
void room_close(struct room *room);

#endif
