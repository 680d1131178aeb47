/*
 * gate/sockets: what the service manager hands over.
 * Layer: gate.  Users: main, tests.
 */
#ifndef GATE_SOCKETS_H
#define GATE_SOCKETS_H

#include "gate/loop.h"

/*
 * The listening sockets that sd_listen_fds(3) describes: LISTEN_PID is this
 * process, LISTEN_FDS descriptors from 3 on, LISTEN_FDNAMES their names.
 * Those with the name of a door go to RET (LOOP_DOORS_MAX rows) and are
 * closed in what is executed; others are closed.  How many there are; 0 also
 * when the variables are not for this process.
 */
size_t sockets_take(struct loop_door *ret);

#endif
