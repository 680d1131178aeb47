#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "syncd/work/frame/emit.h"
#include "syncd/work/text/text.h"
#include "syncd/pipe/request.h"

#define EMIT_PENDING_MAX 65536

void
emit_init(struct emit *ret_emit, int fd, struct pipe_reader *acks)
{
	*ret_emit = (struct emit){
		.fd = fd, .acks = acks, .pending = STRBUF_INIT
	};
}

void
emit_release(struct emit *emit)
{
	strbuf_release(&emit->pending);
}

int
emit_flush(struct emit *emit)
{
	int rc;

	if (emit->pending.failed)
		return FIELD_ENOMEM;
	if (emit->pending.len == 0)
		return FIELD_OK;
	rc = file_write_full(emit->fd, emit->pending.bytes, emit->pending.len);
	emit->pending.len = 0;
	return rc;
}

int
emit_message(struct emit *emit, const struct pipe_message *message)
{
	char *line = NULL;
	size_t len = 0;
	int rc;

	rc = pipe_message_encode(message, &line, &len);
	if (rc < 0)
		return rc;
	strbuf_append(&emit->pending, line, len);
	if (message->type == PIPE_TOKENS)
		pipe_line_free(line, len);
	else
		free(line);
	if (emit->pending.len >= EMIT_PENDING_MAX)
		return emit_flush(emit);
	return emit->pending.failed ? FIELD_ENOMEM : FIELD_OK;
}

int
emit_tokens(struct emit *emit, const struct pipe_tokens *tokens)
{
	struct pipe_message message = { .type = PIPE_TOKENS,
		.u.tokens = *tokens };
	const char *line;
	size_t len;
	int rc;

	rc = emit_message(emit, &message);
	if (rc == FIELD_OK)
		rc = emit_flush(emit);
	/* wipe the buffer that held them */
	strbuf_release(&emit->pending);
	if (rc < 0)
		return rc;
	rc = pipe_reader_next(emit->acks, &line, &len);
	if (rc < 0 || !pipe_line_is_ack(line, len))
		return FIELD_EIO;
	return FIELD_OK;
}

void
emit_log(struct emit *emit, int level, const char *correlation_id,
    const char *format, ...)
{
	struct pipe_message message = { .type = PIPE_LOG };
	struct text_pool pool = { .len = 0 };
	char text[2 * PIPE_TEXT_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text_scrub(text);
	message.u.log.level = level;
	message.u.log.text = text_clean(&pool, text, sizeof(text) - 1);
	if (message.u.log.text == NULL)
		return;
	if (correlation_id != NULL && correlation_id[0] != '\0')
		message.u.log.correlation_id = correlation_id;
	(void)emit_message(emit, &message);
}

int
emit_fault(struct emit *emit, const struct fault *fault)
{
	struct pipe_message message = { .type = PIPE_ERROR };
	struct text_pool pool = { .len = 0 };
	char sentence[sizeof(fault->sentence)];
	int rc;

	memcpy(sentence, fault->sentence, sizeof(sentence));
	text_scrub(sentence);
	message.u.error.code = fault->code;
	message.u.error.http_status = fault->http_status;
	if (fault->correlation_id[0] != '\0')
		message.u.error.correlation_id = fault->correlation_id;
	message.u.error.sentence = text_clean(
	    &pool, sentence, sizeof(sentence) - 1);
	rc = emit_message(emit, &message);
	return rc == FIELD_OK ? emit_flush(emit) : rc;
}
