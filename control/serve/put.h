/*
 * control/serve/put: sends an answer as frames.
 * Layer: control/serve.  Users: serve.
 */
#ifndef CONTROL_SERVE_PUT_H
#define CONTROL_SERVE_PUT_H

#include <stdbool.h>

#include "base/str.h"
#include "control/answer.h"

struct put {
	int fd;             /* borrowed */
	bool failed;        /* the caller has disconnected, or does not read */
	struct strbuf rows; /* {"rows":[... */
};

/* Send a row, combined with others in one frame; for struct control_sink, with
 * a struct put as CONTEXT.  False: the caller accepts no more. */
bool put_row(json_t *row, void *context);

/* Send the pending rows. */
void put_flush(struct put *put);

/* Send the remaining rows and the end.  The answer's detail is not sent. */
void put_end(struct put *put, const struct control_answer *answer);

void put_release(struct put *put);

#endif
