/*
 * gate/request: whether the peer has sent its complete request.
 * Layer: gate.  Users: loop, tests.
 */
#ifndef GATE_REQUEST_H
#define GATE_REQUEST_H

#include "gate/door.h"

enum request_state {
	REQUEST_PART,  /* incomplete, and the rest may still arrive */
	REQUEST_WHOLE, /* complete, in the socket's queue */
	REQUEST_NEVER, /* invalid, or the peer has disconnected */
};

/*
 * Inspect FD, a connected stream socket of AF_UNIX, without consuming anything:
 * the bytes are for the helper.  Only the header of a request, which contains
 * no secret, is ever copied here.  Does not block.
 */
enum request_state request_look(const struct door *door, int fd);

#endif
