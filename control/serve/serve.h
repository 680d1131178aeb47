/*
 * control/serve/serve: serves one connection to control.sock.
 * Layer: control/serve (fieldauth-control).  Users: main, tests.
 *
 * Guarantees, tested by tests/unit/control/test_control_serve.c or
 * tests/system/door.bats:
 *  1. The caller is the peer's uid from the kernel (SO_PEERCRED), read once:
 *     passing the connection to another process grants no more than its first
 *     owner has.
 *  2. Root, 65534 and every uid that is not a person's are refused; those
 *     unknown to the snapshot before any of their bytes are read.
 *  3. A request is read completely, within a limit and a deadline, before
 *     anything is opened for it; nothing is open while waiting for the next
 *     one.
 *  4. All reads and changes, including each round of a stream, are done in the
 *     caller's own lane, and nothing but that lane is locked while something is
 *     sent.
 *  5. A caller that is silent, slow, or does not read ends its connection and
 *     delays no other caller.
 *  6. When the person's sessions have been ended, so is the connection: at its
 *     next request or its first, or within a second if it sends none.
 */
#ifndef CONTROL_SERVE_SERVE_H
#define CONTROL_SERVE_SERVE_H

#include <stdint.h>

#include "conf/paths.h"

/* Serve the connected stream socket FD, which was accepted at ARRIVED_MS
 * (clock_monotonic_ms()), until its end.  Returns the exit status for main. */
int serve_connection(int fd, const struct paths *paths, int64_t arrived_ms);

#endif
