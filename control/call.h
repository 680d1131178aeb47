/*
 * control/call: one request while it is handled.
 * Layer: control.  Users: handlers; created by run.
 */
#ifndef CONTROL_CALL_H
#define CONTROL_CALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "control/answer.h"
#include "control/request.h"
#include "store/access/viewer.h"
#include "store/core/change.h"

#define CONTROL_AFTER_SIZE 256

struct control_call {
	const struct control_request *request;
	struct store *store;         /* opened as the request's flags require */
	const struct config *config; /* at least [terminal] and [ids] */
	const struct paths *paths;
	const struct clock *clock; /* NULL: clock_system */
	struct actor actor;        /* the caller: for rules, and for the log */
	/* The same for reads (store/view): created for each page. */
	struct viewer viewer;
	pid_t pid; /* the peer's process; 0: there is no peer */
	int64_t pid_started;
	bool dry_run;
	/* The person that the change currently concerns, for the log of a
	 * refusal. */
	char subject[256];
	/* CONTROL_PAGES: the end of the previous page; "" for the first. */
	char after[CONTROL_AFTER_SIZE];

	/* Use only through the functions below. */
	const json_t *params;
	const struct control_sink *sink;
	struct control_answer *answer;
	json_t *rows; /* created, and not passed to the sink yet */
	bool has_more, follows, row_failed, sink_closed;
};

/* --- parameters ----------------------------------------------------------
 * Of the kind given in the table; a missing one is NULL, false, 0, or empty. */

bool control_has(const struct control_call *call, const char *name);
const char *control_text(const struct control_call *call, const char *name);
bool control_flag(const struct control_call *call, const char *name);
int64_t control_number(const struct control_call *call, const char *name);
/* False when it is missing; "" gives 0. */
bool control_time(
    const struct control_call *call, const char *name, int64_t *ret_t_s);
size_t control_count(const struct control_call *call, const char *name);
const char *control_text_at(
    const struct control_call *call, const char *name, size_t index);
/* Release the result.  Empty when it is missing.  FIELD_ENOMEM; FIELD_EINVAL:
 * it contains a NUL. */
int control_secret(const struct control_call *call, const char *name,
    struct secret *ret_secret);
/* The bytes of a PARAM_BYTES, NUL-terminated after *ret_len; free() them.  NULL
 * and 0 when it is missing.  FIELD_ENOMEM. */
int control_bytes(const struct control_call *call, const char *name,
    char **ret_bytes, size_t *ret_len);

/* --- the answer ---------------------------------------------------------- */

/* Takes ownership of ROW; NULL (out of memory) makes the request fail.  The row
 * is sent when the handler returns, or by control_flush(). */
void control_row(struct control_call *call, json_t *row);

/* Send the pending rows to the caller, which may take long: no statement or
 * transaction may be open.  False: no more are wanted. */
bool control_flush(struct control_call *call);

/* Request another page, which starts after AFTER. */
void control_more(struct control_call *call, const char *after);

/* CONTROL_FOLLOWS: call the handler again, for rows after AFTER, when the log
 * has new rows.  The database is opened and the caller checked again. */
void control_follow(struct control_call *call, const char *after);

/* Set the result of the answer.  Takes ownership of RESULT; returns EX_OK, or
 * the code for NULL (out of memory). */
int control_result(struct control_call *call, json_t *result);

/* Add a warning; the exit code stays. */
void control_warn(struct control_call *call, const char *code,
    const char *message, const char *hint);

/* Set the error of the answer, and its exit code. */
int control_refused(struct control_call *call, const struct refusal *why);
int control_reason(struct control_call *call, enum reason reason, const char *a,
    const char *b);
/* The same for a value that is none of ALLOWED (refuse_value()). */
int control_not_one_of(struct control_call *call, enum reason reason,
    const char *value, const char *what, struct oneof allowed);
/* Report the result of a store function: WHY with FIELD_EDENIED (may be NULL if
 * the function has none), otherwise the reason for the code. */
int control_failed(
    struct control_call *call, int rc, const struct refusal *why);

#endif
