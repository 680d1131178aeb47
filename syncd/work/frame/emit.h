/*
 * syncd/work/frame/emit: the worker's side of the pipe.
 * Layer: work.  Users: all code that reports.
 *
 * Messages are buffered, and written when the buffer is full, at the end of a
 * page, and before anything that waits.
 */
#ifndef SYNCD_WORK_FRAME_EMIT_H
#define SYNCD_WORK_FRAME_EMIT_H

#include "base/str.h"
#include "syncd/work/frame/fault.h"
#include "syncd/pipe/message.h"
#include "syncd/pipe/reader.h"

struct emit {
	int fd;                   /* borrowed */
	struct pipe_reader *acks; /* borrowed */
	struct strbuf pending;
};

void emit_init(struct emit *ret_emit, int fd, struct pipe_reader *acks);
void emit_release(struct emit *emit);

/* Queue MESSAGE.  FIELD_EINVAL: a member is invalid for the pipe, and nothing
 * was queued; FIELD_ENOMEM; FIELD_EIO: the agent has exited. */
int emit_message(struct emit *emit, const struct pipe_message *message);
int emit_flush(struct emit *emit);

/* Send TOKENS at once and wait until the agent reports that they are durable.
 * They must not be used before: FIELD_EIO. */
int emit_tokens(struct emit *emit, const struct pipe_tokens *tokens);

/* Send a log line, sanitized and truncated.  Failures are ignored here, and
 * will affect the next message. */
void emit_log(struct emit *emit, int level, const char *correlation_id,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* End the run: send FAULT as an error message, its text sanitized. */
int emit_fault(struct emit *emit, const struct fault *fault);

#endif
