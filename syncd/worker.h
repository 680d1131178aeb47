/*
 * syncd/worker: fieldauth-fetch as a child, and the talk with it.
 * Layer: syncd (pipe, base).  Users: syncd/run, syncd/connect.
 *
 * The child is executed with three pipes and nothing else: an empty
 * environment, folder /, no other descriptor, default signals, killed when
 * this process dies.  What it says is hostile until syncd/pipe has decoded it.
 */
#ifndef SYNCD_WORKER_H
#define SYNCD_WORKER_H

#include "syncd/pipe/request.h"

struct worker;

/* Start PROGRAM and hand it REQUEST.  TIMEOUT_S bounds its whole life and
 * IDLE_S each silence.  FIELD_ENOTFOUND (no such program), FIELD_ENOMEM,
 * FIELD_EINVAL (the request does not encode), FIELD_EIO. */
int worker_start(const char *program, const struct pipe_request *request,
    int timeout_s, int idle_s, struct worker **ret_worker);

/*
 * The next message, to be released by the caller.  Lines that it writes to
 * its standard error meanwhile go to the log.  FIELD_ENOTFOUND: it has ended;
 * FIELD_EINVAL: it said something that is no message; FIELD_ENET: too slow;
 * FIELD_EIO, FIELD_ENOMEM.  After an error only worker_exit_code() and
 * worker_stop() are allowed.
 */
int worker_next(struct worker *worker, struct pipe_message *ret_message);

/* "These tokens are durable."  FIELD_EIO. */
int worker_ack(struct worker *worker);

/* After its output has ended: how it ended.  sysexits(3), as main.c of
 * fieldauth-fetch gives them; -1: it was killed, or goes on. */
int worker_exit_code(struct worker *worker);
/* End it, reap it, free.  NULL is fine. */
void worker_stop(struct worker *worker);

#endif
