/*
 * gate/request: whether the peer has sent its whole request.
 * Layer: gate.  Users: loop, tests.
 */
#ifndef GATE_REQUEST_H
#define GATE_REQUEST_H

#include "gate/door.h"

enum request_state {
	REQUEST_PART,  /* not yet, and it may still come */
	REQUEST_WHOLE, /* it is in the socket's queue */
	REQUEST_NEVER, /* not a request, or the peer has gone */
};

/*
 * Look at FD, a connected stream socket of AF_UNIX, without taking anything
 * from it: whatever is there is for the helper, and only the header of a
 * request is ever copied here, which holds no secret.  Does not block.
 */
enum request_state request_look(const struct door *door, int fd);

#endif
