/*
 * gate/places: the connections of a door, and which one to drop when places are
 * short.
 * Layer: gate; bookkeeping only, no system calls.  Users: loop, tests.
 *
 * A connection first waits until its request is complete; it uses a descriptor
 * and can be dropped.  Then it is served: it uses a process, has been read, and
 * is never dropped in favour of another.
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
	int64_t arrived; /* clock_monotonic_ms(), at accept or before */
	int64_t end;     /* its deadline, clock_monotonic_ms() */
	uint64_t age;    /* order of arrival; smaller is earlier */
};

struct places {
	const struct door *door;
	uint64_t arrivals;
	struct place at[DOOR_PLACES_MAX];
};

/*
 * Find a place for a new connection of UID: a free place; or one with a waiting
 * connection, which must be dropped first; or NULL, when every candidate is
 * being served.  A uid that uses all of its places loses its own oldest waiting
 * connection.  When all places are taken, the uid with the most waiting
 * connections loses its oldest.
 */
struct place *places_room(struct places *places, uid_t uid);

/* The oldest waiting connection of the uid that has the most, or NULL. */
struct place *places_oldest_waiting(struct places *places);

/* Assign FD, of UID, to PLACE, which is free, to wait until END. */
void places_enter(
    struct places *places, struct place *place, uid_t uid, int fd, int64_t end);

/* The number of places in STATE. */
unsigned places_count(const struct places *places, enum place_state state);

/* The earliest deadline of all, or -1 when all places are free. */
int64_t places_next_end(const struct places *places);

#endif
