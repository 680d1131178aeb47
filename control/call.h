/*
 * control/call: one request while it is handled.
 * Layer: control.  Users: handlers; run makes it.
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
	struct store *store;         /* open as the request's flags need it */
	const struct config *config; /* at least [terminal] and [ids] */
	const struct paths *paths;
	const struct clock *clock; /* NULL: clock_system */
	struct actor actor;        /* who asks: for rules, and for the log */
	/* The same for reads (store/view): made anew for each page. */
	struct viewer viewer;
	pid_t pid; /* of the peer's process; 0: there is no peer */
	int64_t pid_started;
	bool dry_run;
	/* Whom a change is about just now: what a refusal is logged with. */
	char subject[256];
	/* CONTROL_PAGES: what the last page ended with; "" at first. */
	char after[CONTROL_AFTER_SIZE];

	/* Through the functions below alone. */
	const json_t *params;
	const struct control_sink *sink;
	struct control_answer *answer;
	json_t *rows; /* made, and not yet given to the sink */
	bool has_more, follows, row_failed, sink_closed;
};

/* --- parameters ----------------------------------------------------------
 * Of the kind that the table says; one that was not given is NULL, false, 0,
 * or empty. */

bool control_has(const struct control_call *call, const char *name);
const char *control_text(const struct control_call *call, const char *name);
bool control_flag(const struct control_call *call, const char *name);
int64_t control_number(const struct control_call *call, const char *name);
/* False when it was not given; "" gives 0. */
bool control_time(
    const struct control_call *call, const char *name, int64_t *ret_t_s);
size_t control_count(const struct control_call *call, const char *name);
const char *control_text_at(
    const struct control_call *call, const char *name, size_t index);
/* Release it.  Empty when it was not given.  FIELD_ENOMEM; FIELD_EINVAL: a NUL
 * among its bytes. */
int control_secret(const struct control_call *call, const char *name,
    struct secret *ret_secret);
/* Bytes of a PARAM_BYTES, NUL-terminated after *ret_len; free() them.  NULL
 * and 0 when it was not given.  FIELD_ENOMEM. */
int control_bytes(const struct control_call *call, const char *name,
    char **ret_bytes, size_t *ret_len);

/* --- the answer ---------------------------------------------------------- */

/* Takes ROW over; NULL (out of memory) makes the request fail.  It leaves when
 * the handler returns, or at control_flush(). */
void control_row(struct control_call *call, json_t *row);

/* Give the rows that were made to the one who asked, which may take long: no
 * statement and no transaction is open.  False: no more are wanted. */
bool control_flush(struct control_call *call);

/* There is another page, of what comes after AFTER. */
void control_more(struct control_call *call, const char *after);

/* CONTROL_FOLLOWS: call the handler again, for what comes after AFTER, when the
 * log has new rows: with the database opened anew, and who asks judged anew. */
void control_follow(struct control_call *call, const char *after);

/* What the answer ends with.  Takes RESULT over; EX_OK, or the code for NULL
 * (out of memory). */
int control_result(struct control_call *call, json_t *result);

/* Something beside the answer; the exit code stays. */
void control_warn(struct control_call *call, const char *code,
    const char *message, const char *hint);

/* The error that the answer ends with, and its exit code. */
int control_refused(struct control_call *call, const struct refusal *why);
int control_reason(struct control_call *call, enum reason reason, const char *a,
    const char *b);
/* The same for a value that is none of ALLOWED (refuse_value()). */
int control_not_one_of(struct control_call *call, enum reason reason,
    const char *value, const char *what, struct oneof allowed);
/* What a store function returned: WHY with FIELD_EDENIED (may be NULL where
 * the function gives none), else the reason for the bare code. */
int control_failed(
    struct control_call *call, int rc, const struct refusal *why);

#endif
