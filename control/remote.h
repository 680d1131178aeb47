/*
 * control/remote: sends requests through control.sock.
 * Layer: control.  Users: session.
 */
#ifndef CONTROL_REMOTE_H
#define CONTROL_REMOTE_H

#include "conf/paths.h"
#include "control/answer.h"
#include "control/run.h"

/* A connection, created by the first request and again after it has ended. */
struct remote {
	const struct paths *paths;
	int fd; /* -1: none */
};

/* Send a request, as control_run() does: *ret_answer is always set. */
void remote_ask(struct remote *remote, const struct control_ask *ask,
    const struct control_sink *sink, struct control_answer *ret_answer);

void remote_close(struct remote *remote);

#endif
