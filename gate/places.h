/*
 * gate/places: who is inside, and who must go when places are short.
 * Layer: gate; pure bookkeeping, no system call.  Users: loop, tests.
 *
 * A connection first waits, until its request is whole; it costs a descriptor
 * and can be dropped.  Then it is served: it costs a process, has been read,
 * and is never dropped for somebody else's sake.
 */
#ifndef GATE_PLACES_H
#define GATE_PLACES_H

#include <stdint.h>
#include <sys/types.h>

#include "gate/door.h"

enum place_state { PLACE_FREE, PLACE_WAITING, PLACE_SERVED };

struct place {
	enum place_state state;
	uid_t uid;
	int fd;          /* PLACE_WAITING: the connection */
	int pidfd;       /* PLACE_SERVED: the helper */
	pid_t pid;       /* PLACE_SERVED */
	int64_t arrived; /* clock_monotonic_ms(), not after it was accepted */
	int64_t end;     /* when its time is over, clock_monotonic_ms() */
	uint64_t age;    /* order of arrival: smaller came earlier */
};

struct places {
	const struct door *door;
	uint64_t arrivals;
	struct place at[DOOR_PLACES_MAX];
};

/*
 * Where a new connection of UID's may go: a free place; or one in which a
 * connection waits that must be dropped first; or NULL, when all that could
 * be dropped is being served.  Whoever has all places of one uid loses the
 * oldest of their own that waits; when all places are taken, the oldest that
 * waits of the uid that has most of them goes.
 */
struct place *places_room(struct places *places, uid_t uid);

/* The oldest that waits, of the uid that has most of them, or NULL. */
struct place *places_oldest_waiting(struct places *places);

/* FD, of UID's, takes PLACE, which is free, and waits until END. */
void places_enter(
    struct places *places, struct place *place, uid_t uid, int fd, int64_t end);

/* How many places are in STATE. */
unsigned places_count(const struct places *places, enum place_state state);

/* The earliest end of all, or -1 when everything is free. */
int64_t places_next_end(const struct places *places);

#endif
