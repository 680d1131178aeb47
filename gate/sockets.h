/*
 * gate/sockets: sockets passed by the service manager.
 * Layer: gate.  Users: main, tests.
 */
#ifndef GATE_SOCKETS_H
#define GATE_SOCKETS_H

#include "gate/loop.h"

/*
 * Get the listening sockets described in sd_listen_fds(3): LISTEN_PID is this
 * process, LISTEN_FDS counts descriptors from 3 on, LISTEN_FDNAMES has their
 * names.  Those named after a door are returned in RET (LOOP_DOORS_MAX rows)
 * and marked close-on-exec; others are closed.  Returns their number; also 0
 * when the variables are meant for another process.
 */
size_t sockets_take(struct loop_door *ret);

#endif
