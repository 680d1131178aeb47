/*
 * control/answer: how a request ended, as the one who asked sees it.
 * Layer: control.  Users: run, session, serve, fieldctl.
 */
#ifndef CONTROL_ANSWER_H
#define CONTROL_ANSWER_H

#include <jansson.h>
#include <stdbool.h>

#include "store/core/reason.h"

struct control_answer {
	int exit_code;    /* sysexits(3) */
	json_t *result;   /* NULL: none */
	json_t *error;    /* {"code","message","hint"}; NULL: none */
	json_t *warnings; /* an array of the same; NULL: none */
	/* What SQLite said about a failure: English, for root alone, or "". */
	char detail[300];
};

/* Each row, in order, borrowed.  False: no more are wanted. */
struct control_sink {
	bool (*row)(json_t *row, void *context);
	void *context;
};

void control_answer_release(struct control_answer *answer);

/* {"code","message","hint"}, whatever the texts' bytes; NULL: out of memory. */
json_t *control_problem_json(
    const char *code, const char *message, const char *hint);

/* The answer's error is that; an earlier one becomes a warning.  Returns
 * EXIT_CODE, which the answer ends with. */
int control_answer_error(struct control_answer *answer, int exit_code,
    const char *code, const char *message, const char *hint);
int control_answer_refusal(
    struct control_answer *answer, const struct refusal *why);

void control_answer_warn(struct control_answer *answer, const char *code,
    const char *message, const char *hint);

#endif
