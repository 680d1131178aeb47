/*
 * control/answer: the result of a request, as the caller sees it.
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
	/* SQLite's message about a failure: in English, for root only, or
	 * "". */
	char detail[300];
};

/* Receives each row, in order, borrowed.  False: no more are wanted. */
struct control_sink {
	bool (*row)(json_t *row, void *context);
	void *context;
};

void control_answer_release(struct control_answer *answer);

/* Create {"code","message","hint"}, for texts with any bytes; NULL: out of
 * memory. */
json_t *control_problem_json(
    const char *code, const char *message, const char *hint);

/* Set the answer's error; an earlier error becomes a warning.  Returns
 * EXIT_CODE, which becomes that of the answer. */
int control_answer_error(struct control_answer *answer, int exit_code,
    const char *code, const char *message, const char *hint);
int control_answer_refusal(
    struct control_answer *answer, const struct refusal *why);

void control_answer_warn(struct control_answer *answer, const char *code,
    const char *message, const char *hint);

#endif
