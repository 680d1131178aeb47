/*
 * gate/loop: accepts and counts connections, and passes each complete request
 * to a helper.
 * Layer: gate.  Users: main, tests.
 *
 * Guarantees of the loop, tested by tests/unit/gate/test_gate_loop.c:
 *  1. Only its helper reads a connection.  A connection that is turned away is
 *     closed unread, so its peer gets ECONNRESET or EPIPE and knows that the
 *     request was not evaluated; before that the peer is sent door->busy.
 *  2. A uid has at most door->uid_places connections.
 *  3. Silent, slow and half-closed peers use a descriptor, never a process.
 *  4. Without descriptors, memory or processes, the loop turns peers away and
 *     continues; it neither spins nor exits.
 *  5. A helper ends by its deadline.
 *  6. On SIGTERM the loop gives helpers LOOP_DRAIN_MS to finish, then exits.
 */
#ifndef GATE_LOOP_H
#define GATE_LOOP_H

#include "gate/door.h"

#define LOOP_DOORS_MAX 4
#define LOOP_DRAIN_MS  1000

struct loop_door {
	const struct door *door;
	int listener; /* a listening stream socket of AF_UNIX */
};

/*
 * Serve COUNT doors (at most LOOP_DOORS_MAX) until SIGTERM or SIGINT.
 * FIELD_OK; FIELD_EIO or FIELD_ENOMEM (errno) when it cannot start.  Blocks the
 * signals that it handles, and ignores them for executed programs.
 */
int loop_run(const struct loop_door *doors, size_t count);

#endif
