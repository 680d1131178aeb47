/*
 * gate/loop: accept, count, and hand each whole request to a helper.
 * Layer: gate.  Users: main, tests.
 *
 * What the loop promises, each shown by tests/unit/gate/test_gate_loop.c:
 *  1. A connection is read by its helper or by nobody: one that is turned
 *     away is closed unread, so that its peer sees ECONNRESET or EPIPE, and
 *     knows that nothing was judged; before that it hears door->busy.
 *  2. A uid has at most door->uid_places connections, whatever it does.
 *  3. Silent, slow and half-closed peers cost a descriptor, never a process.
 *  4. Without descriptors, memory or processes it turns peers away and goes
 *     on; it never spins and never ends for that.
 *  5. A helper ends by its deadline.
 *  6. TERM lets the helpers finish for LOOP_DRAIN_MS, and ends.
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
 * FIELD_OK; FIELD_EIO or FIELD_ENOMEM (errno) when it cannot begin.  Blocks
 * the signals that it reads, and ignores them for what it executes.
 */
int loop_run(const struct loop_door *doors, size_t count);

#endif
