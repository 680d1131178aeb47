/*
 * syncd/worker: fieldauth-fetch as a child process, and the communication with
 * it.
 * Layer: syncd (pipe, base).  Users: syncd/run, syncd/connect.
 *
 * The child is executed with three pipes and nothing else: an empty
 * environment, working directory /, no other descriptors, default signal
 * actions, killed when this process dies.  Its messages are hostile until
 * syncd/pipe has decoded them.
 */
#ifndef SYNCD_WORKER_H
#define SYNCD_WORKER_H

#include "syncd/pipe/request.h"

struct worker;

/* Start PROGRAM and send it REQUEST.  TIMEOUT_S limits its lifetime and IDLE_S
 * each silence.  FIELD_ENOTFOUND (no such program), FIELD_ENOMEM, FIELD_EINVAL
 * (the request cannot be encoded), FIELD_EIO. */
int worker_start(const char *program, const struct pipe_request *request,
    int timeout_s, int idle_s, struct worker **ret_worker);

/*
 * The next message, to be released by the caller.  Lines that it writes to its
 * standard error meanwhile are logged.  FIELD_ENOTFOUND: it has exited;
 * FIELD_EINVAL: an invalid message; FIELD_ENET: too slow; FIELD_EIO,
 * FIELD_ENOMEM.  After an error only worker_exit_code() and worker_stop() may
 * be called.
 */
int worker_next(struct worker *worker, struct pipe_message *ret_message);

/* Acknowledge "these tokens are durable".  FIELD_EIO. */
int worker_ack(struct worker *worker);

/* After the end of its output: its exit status.  sysexits(3), as set in main.c
 * of fieldauth-fetch; -1: it was killed, or is still running. */
int worker_exit_code(struct worker *worker);
/* Kill it, reap it, free.  NULL is allowed. */
void worker_stop(struct worker *worker);

#endif
