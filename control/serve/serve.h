/*
 * control/serve/serve: answers one connection to control.sock.
 * Layer: control/serve (fieldauth-control).  Users: main, tests.
 *
 * What it promises, each shown by tests/unit/control/test_control_serve.c or
 * tests/system/door.bats:
 *  1. Who asks is the peer's uid of the kernel (SO_PEERCRED), taken once: a
 *     connection that is handed on gives no more than its first owner may.
 *  2. Root, 65534 and every uid that is no person's are refused, those that the
 *     snapshot does not know before a byte of theirs is read.
 *  3. A request is read whole, within a limit and a deadline, before anything
 *     is opened for it; nothing is open while the next one is awaited.
 *  4. Whatever is read or changed is so in the caller's own lane, a stream's
 *     rounds as well, and nothing is locked while something is sent, but the caller's own lane.
 *  5. A caller that is silent, slow, or does not read ends its connection and
 *     delays nobody else.
 *  6. When the person's sessions have been ended, so is the connection: at its
 *     next request, or its first, and within a second where it asks nothing.
 */
#ifndef CONTROL_SERVE_SERVE_H
#define CONTROL_SERVE_SERVE_H

#include <stdint.h>

#include "conf/paths.h"

/* Serve the connected stream socket FD, which came at ARRIVED_MS
 * (clock_monotonic_ms()), until its end.  Exit status for main. */
int serve_connection(int fd, const struct paths *paths, int64_t arrived_ms);

#endif
