/*
 * gate/room: what is behind one door: who comes in, is served, and must go.
 * Layer: gate.  Users: loop.
 *
 * The loop waits and tells the time; a room does the rest, and never blocks.
 * Its promises are in gate/loop.h.
 */
#ifndef GATE_ROOM_H
#define GATE_ROOM_H

#include <stdbool.h>

#include "gate/places.h"

/* What the rooms of a gate share. */
struct gate {
	int epoll_fd;
	int spare_fd;   /* given up for a helper's pidfd, and taken again */
	int64_t now_ms; /* clock_monotonic_ms() of this turn */
};

struct room {
	struct gate *gate;
	uint32_t number; /* the upper half of its events' data */
	const struct door *door;
	int listener;
	bool is_ready;        /* somebody knocks */
	int64_t paused_until; /* 0: it listens */
	struct places places;
	unsigned turned_away; /* since the last line about it */
	int64_t reported_at;
};

/* The lower half of an event's data: a place of the room, or this. */
#define ROOM_LISTENER 0xffffffffu

/* Have GATE's set watch FD for EVENTS, with ROOM and WHAT in the halves of
 * the data; as epoll_ctl(2). */
int gate_watch(const struct gate *gate, int fd, uint32_t events, uint32_t room,
    uint32_t what);

/* Begin to listen at LISTENER, which is made non-blocking.  FIELD_EIO. */
int room_open(struct room *room, struct gate *gate, uint32_t number,
    const struct door *door, int listener);

/* Something has happened to WHAT; what it says about a place may be about
 * one who has left it in the same turn. */
void room_handle(struct room *room, uint32_t what);

/* Accept some of those who knock, if any do. */
void room_accept(struct room *room);

/* Drop and kill whose time is over; listen again after a pause. */
void room_keep_time(struct room *room);

/* When room_keep_time() has something to do, or -1. */
int64_t room_next(const struct room *room);

/* Listen no more, and turn away who waits; helpers go on. */
void room_close(struct room *room);

#endif
