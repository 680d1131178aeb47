/*
 * syncd/fetch/frame/emit: the worker's side of the pipe.
 * Layer: fetch.  Users: everything that reports.
 *
 * Messages are gathered in a buffer and written when it is full, at the end
 * of a page, and before anything that waits.
 */
#ifndef SYNCD_FETCH_FRAME_EMIT_H
#define SYNCD_FETCH_FRAME_EMIT_H

#include "base/str.h"
#include "syncd/fetch/frame/fault.h"
#include "syncd/pipe/message.h"
#include "syncd/pipe/reader.h"

struct emit {
	int fd;                   /* borrowed */
	struct pipe_reader *acks; /* borrowed */
	struct strbuf pending;
};

void emit_init(struct emit *ret_emit, int fd, struct pipe_reader *acks);
void emit_release(struct emit *emit);

/* Queue MESSAGE.  FIELD_EINVAL: a member is not fit for the pipe, and nothing
 * was queued; FIELD_ENOMEM; FIELD_EIO: the agent is gone. */
int emit_message(struct emit *emit, const struct pipe_message *message);
int emit_flush(struct emit *emit);

/* Send TOKENS at once and wait until the agent says that they are durable.
 * Without that answer they may not be used: FIELD_EIO. */
int emit_tokens(struct emit *emit, const struct pipe_tokens *tokens);

/* A log line, cleaned and cut; failures to send one are passed over here and
 * met by the next message. */
void emit_log(struct emit *emit, int level, const char *correlation_id,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The end: FAULT as an error message, its text cleaned. */
int emit_fault(struct emit *emit, const struct fault *fault);

#endif
