/* Sends frames.  Waits for a slow caller as long as it accepts something. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "control/protocol.h"
#include "control/serve/put.h"
#include "wire/frame.h"

static void
send_text(struct put *put, const char *text, size_t len)
{
	if (!put->failed &&
	    frame_send(put->fd, text, len, CONTROL_PATIENCE_MS) != FIELD_OK)
		put->failed = true;
}

void
put_flush(struct put *put)
{
	if (put->rows.len == 0)
		return;
	strbuf_puts(&put->rows, "]}");
	if (put->rows.failed)
		put->failed = true;
	else
		send_text(put, put->rows.bytes, put->rows.len);
	put_release(put);
}

bool
put_row(json_t *row, void *context)
{
	struct put *put = context;
	char *text = json_dumps(row, JSON_COMPACT);

	if (text == NULL) {
		put->failed = true;
		return false;
	}
	strbuf_puts(&put->rows, put->rows.len == 0 ? "{\"rows\":[" : ",");
	strbuf_puts(&put->rows, text);
	free(text);
	if (put->rows.len >= CONTROL_ROWS_LEN)
		put_flush(put);
	return !put->failed;
}

/* Being out of memory also ends the answer. */
static void
send_end(struct put *put, const struct control_answer *answer)
{
	json_t *end = json_pack("{s:i, s:O*, s:O*, s:O*}", "exit",
	    answer->exit_code, "result", answer->result, "error", answer->error,
	    "warnings", answer->warnings);
	char *text = end != NULL ? json_dumps(end, JSON_COMPACT) : NULL;

	if (text == NULL)
		put->failed = true;
	else
		send_text(put, text, strlen(text));
	free(text);
	json_decref(end);
}

void
put_end(struct put *put, const struct control_answer *answer)
{
	put_flush(put);
	send_end(put, answer);
}

void
put_release(struct put *put)
{
	strbuf_release(&put->rows);
	put->rows = (struct strbuf)STRBUF_INIT;
}
