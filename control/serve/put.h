/*
 * control/serve/put: an answer, as frames to the one who asked.
 * Layer: control/serve.  Users: serve.
 */
#ifndef CONTROL_SERVE_PUT_H
#define CONTROL_SERVE_PUT_H

#include <stdbool.h>

#include "base/str.h"
#include "control/answer.h"

struct put {
	int fd;             /* borrowed */
	bool failed;        /* the caller has gone, or reads nothing */
	struct strbuf rows; /* {"rows":[... */
};

/* A row, with others in one frame; for struct control_sink, with CONTEXT a
 * struct put.  False: the caller takes no more. */
bool put_row(json_t *row, void *context);

/* Send the rows that wait for others. */
void put_flush(struct put *put);

/* The rows that are left, and the end.  The answer's detail stays here. */
void put_end(struct put *put, const struct control_answer *answer);

void put_release(struct put *put);

#endif
