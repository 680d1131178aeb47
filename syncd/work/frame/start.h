/*
 * syncd/work/frame/start: how each worker of syncd starts.
 * Layer: work.  Users: main of fieldauth-fetch and of fieldauth-mail.
 *
 *	NAME [--user UID:GID]
 *
 * Executed by syncd with three pipes and nothing else: a request on standard
 * input, messages on standard output (syncd/pipe/message.h), errors before the
 * first message on standard error.  If started by root, it becomes UID:GID, by
 * default the system user that is called NAME.  Privileges are dropped before
 * the first byte of the request is read.
 */
#ifndef SYNCD_WORK_FRAME_START_H
#define SYNCD_WORK_FRAME_START_H

#include <stdbool.h>

#include "syncd/work/frame/emit.h"

struct start {
	const char *name;    /* of the program and of its user */
	const char *purpose; /* what --help says */
};

/* Drop privileges and set up the sandbox.  -1: continue; otherwise the exit
 * code, sysexits(3), and the reason has been written to standard error. */
int start_worker(const struct start *start, int argc, char **argv);

/* The exit code of a worker whose request ended with RC: EX_OK, EX_TEMPFAIL
 * (an error was sent), EX_IOERR (the pipe failed). */
int start_exit(int rc);

/* Send the first message.  Errors as for emit_message(). */
int start_hello(struct emit *emit, bool sandboxed);

/* The last of the agent's files has been read; from here on, the Internet.
 * FIELD_ENET: see the fault. */
int start_leave_files(
    struct emit *emit, bool sandboxed, struct fault *ret_fault);

#endif
