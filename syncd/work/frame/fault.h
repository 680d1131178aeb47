/*
 * syncd/work/frame/fault: why a run ends, in the terms of the pipe's error
 * message.
 * Layer: work.  Users: all of fieldauth-fetch.
 */
#ifndef SYNCD_WORK_FRAME_FAULT_H
#define SYNCD_WORK_FRAME_FAULT_H

#include "syncd/pipe/message.h"

struct fault {
	enum pipe_error_code code;
	int http_status;
	char correlation_id[PIPE_ID_MAX + 1];
	char sentence[2 * PIPE_TEXT_MAX];
};

/* Fill *FAULT and return FIELD_ENET, which in this room means "see the fault".
 * Untrusted text in the arguments of FORMAT is escaped when it is sent. */
int fault_set(struct fault *fault, enum pipe_error_code code,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Map a code of base (FIELD_ENOMEM, FIELD_EIO, ...) to an internal fault that
 * names WHAT failed.  Returns as fault_set() does. */
int fault_internal(struct fault *fault, int rc, const char *what);

#endif
