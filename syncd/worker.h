/*
 * syncd/worker: fieldauth-fetch or fieldauth-mail as a child process, and the
 * communication with it.
 * Layer: syncd (pipe, base).  Users: syncd/run, syncd/connect, syncd/mailer.
 *
 * The child is executed with three pipes and nothing else: an empty
 * environment, working directory /, no other descriptors, default signal
 * actions, killed when this process dies.  Its messages are hostile until
 * syncd/pipe has decoded them.
 */
#ifndef SYNCD_WORKER_H
#define SYNCD_WORKER_H

#include "syncd/pipe/order.h"
#include "syncd/pipe/request.h"

struct worker;

/* Start PROGRAM and send it REQUEST.  TIMEOUT_S limits its lifetime and IDLE_S
 * each silence.  FIELD_ENOTFOUND (no such program), FIELD_ENOMEM, FIELD_EINVAL
 * (the request cannot be encoded), FIELD_EIO. */
int worker_start(const char *program, const struct pipe_request *request,
    int timeout_s, int idle_s, struct worker **ret_worker);
/* The same with the first ORDER for fieldauth-mail. */
int worker_start_mail(const char *program, const struct pipe_order *order,
    int timeout_s, int idle_s, struct worker **ret_worker);

/* Send another order; the worker must have answered the last one.
 * FIELD_ENOMEM, FIELD_EINVAL (it cannot be encoded), FIELD_EIO. */
int worker_send(struct worker *worker, const struct pipe_order *order);
/* End its input: after the answer to the last order, it exits with done. */
void worker_finish(struct worker *worker);

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
 * of the worker; -1: it was killed, or is still running. */
int worker_exit_code(struct worker *worker);
/* Why it exited before its first message: it could not set up its sandbox.
 * Returns BUF, a clause in the language of this process. */
const char *worker_exit_why(struct worker *worker, char *buf, size_t size);
/* Kill it, reap it, free.  NULL is allowed. */
void worker_stop(struct worker *worker);

#endif
