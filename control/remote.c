/*
 * The client side of control.sock.  A request is repeated only if the kernel
 * reports that it was not read: the gate has turned it away, or the peer had
 * closed before it arrived.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/stream.h"
#include "control/protocol.h"
#include "control/remote.h"
#include "wire/frame.h"

/* How long to retry after being told that there is no place. */
#define BUSY_MS      2000
#define BUSY_STEP_MS 50
#define CONNECT_MS   5000
/* An answer may take as long as ending sessions does (store/session). */
#define ANSWER_MS (10 * 60 * 1000)

/* The outcome of one attempt. */
enum outcome {
	OUTCOME_ANSWERED, /* complete, or an error of our own */
	OUTCOME_UNREAD,   /* not read: it may be repeated */
	/* the gate reported this, which also means not read */
	OUTCOME_BUSY,
};

static void
say(struct control_answer *answer, enum reason reason, const char *a,
    const char *b)
{
	struct refusal why;

	(void)refuse(&why, reason, a, b);
	(void)control_answer_refusal(answer, &why);
}

/* --- sending ------------------------------------------------------------------ */

static char *
ask_text(const struct control_ask *ask)
{
	json_t *object = json_pack("{s:s, s:O*}", "request", ask->name,
	    "params", (json_t *)(uintptr_t)ask->params);
	char *text;

	if (object != NULL && ask->dry_run)
		(void)json_object_set_new(object, "dry_run", json_true());
	text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
	json_decref(object);
	return text;
}

static bool
connect_to(struct remote *remote, struct control_answer *answer)
{
	char path[PATHS_MAX];

	if (remote->fd >= 0)
		return true;
	if (str_format(path, sizeof(path), "%s/%s", remote->paths->run_dir,
		CONTROL_SOCKET))
		remote->fd = stream_connect(
		    remote->paths->run_dir, path, stream_deadline(CONNECT_MS));
	if (remote->fd < 0)
		say(answer, REASON_NO_SERVICE, strerror(errno), NULL);
	return remote->fd >= 0;
}

/* --- receiving ----------------------------------------------------------------- */

static bool
is_problem(const json_t *problem)
{
	return json_is_string(json_object_get(problem, "code")) &&
	    json_is_string(json_object_get(problem, "message")) &&
	    json_is_string(json_object_get(problem, "hint"));
}

/* False: the frame is not an end. */
static bool
take_end(const json_t *frame, struct control_answer *answer)
{
	const json_t *code = json_object_get(frame, "exit");
	json_t *error = json_object_get(frame, "error");

	if (!json_is_integer(code) || (error != NULL && !is_problem(error)) ||
	    (error == NULL) != (json_integer_value(code) == EX_OK))
		return false;
	answer->exit_code = (int)json_integer_value(code);
	answer->error = json_incref(error);
	answer->result = json_incref(json_object_get(frame, "result"));
	answer->warnings = json_incref(json_object_get(frame, "warnings"));
	return true;
}

/* False: no more rows are wanted. */
static bool
take_rows(const json_t *rows, const struct control_sink *sink)
{
	for (size_t i = 0; i < json_array_size(rows); i++)
		if (!sink->row(json_array_get(rows, i), sink->context))
			return false;
	return true;
}

/* Receive one frame as an object; NULL when none arrived, with errno. */
static json_t *
receive(const struct remote *remote, int64_t deadline)
{
	json_t *frame = NULL;
	char *text = NULL;
	size_t len = 0;
	int rc = frame_receive(
	    remote->fd, CONTROL_FRAME_MAX, deadline, &text, &len);

	if (rc == FIELD_ENOTFOUND)
		errno = ENODATA;
	/* of root's, which is trusted (base/stream) */
	if (rc == FIELD_OK)
		frame = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	frame_free(text, len);
	return frame;
}

/* The gate's message, on a connection that has received nothing else. */
static bool
is_busy(const json_t *frame)
{
	const char *code = json_string_value(
	    json_object_get(json_object_get(frame, "error"), "code"));

	return code != NULL && strcmp(code, reason_code(REASON_BUSY)) == 0;
}

/* A frame that is neither an end nor rows ends the connection. */
static enum outcome
cut_off(
    struct remote *remote, enum reason reason, struct control_answer *answer)
{
	say(answer, reason, NULL, NULL);
	remote_close(remote);
	return OUTCOME_ANSWERED;
}

static enum outcome
take_frame(struct remote *remote, const json_t *frame, bool first,
    const struct control_sink *sink, struct control_answer *answer,
    bool *ret_is_end)
{
	const json_t *rows = json_object_get(frame, "rows");

	*ret_is_end = rows == NULL;
	if (rows != NULL && take_rows(rows, sink))
		return OUTCOME_ANSWERED;
	*ret_is_end = true;
	if (rows != NULL)
		return cut_off(remote, REASON_SYSTEM, answer);
	if (!take_end(frame, answer))
		return cut_off(remote, REASON_NO_ANSWER, answer);
	return first && is_busy(frame) ? OUTCOME_BUSY : OUTCOME_ANSWERED;
}

/* SENT: the whole request was sent. */
static enum outcome
receive_answer(struct remote *remote, const struct control_ask *ask, bool sent,
    const struct control_sink *sink, struct control_answer *answer)
{
	const struct control_request *request = control_find(ask->name);
	const bool follows = request != NULL &&
	    (request->flags & CONTROL_FOLLOWS) != 0;
	enum outcome outcome = OUTCOME_ANSWERED;
	bool is_end = false;

	for (bool first = true; !is_end; first = false) {
		json_t *frame;

		errno = 0;
		frame = receive(
		    remote, follows ? INT64_MAX : stream_deadline(ANSWER_MS));
		/* closed with unread bytes: unix(7) */
		if (frame == NULL && first && (!sent || errno == ECONNRESET))
			return OUTCOME_UNREAD;
		if (frame == NULL)
			return cut_off(remote, REASON_NO_ANSWER, answer);
		outcome = take_frame(
		    remote, frame, first, sink, answer, &is_end);
		json_decref(frame);
	}
	return outcome;
}

/* --- both ---------------------------------------------------------------------- */

static enum outcome
ask_once(struct remote *remote, const struct control_ask *ask, const char *text,
    size_t len, const struct control_sink *sink, struct control_answer *answer)
{
	enum outcome outcome;
	bool sent;

	if (!connect_to(remote, answer))
		return OUTCOME_ANSWERED;
	sent = frame_send(remote->fd, text, len, CONTROL_PATIENCE_MS) ==
	    FIELD_OK;
	/* The peer may have sent a reason before it closed. */
	outcome = receive_answer(remote, ask, sent, sink, answer);
	if (!sent || outcome != OUTCOME_ANSWERED)
		remote_close(remote);
	return outcome;
}

void
remote_ask(struct remote *remote, const struct control_ask *ask,
    const struct control_sink *sink, struct control_answer *ret_answer)
{
	const int64_t patience = stream_deadline(BUSY_MS);
	enum outcome outcome = OUTCOME_ANSWERED;
	char *text = ask_text(ask);
	const size_t len = text != NULL ? strlen(text) : 0;
	char size[24], limit[24];

	*ret_answer = (struct control_answer){ .exit_code = EX_UNAVAILABLE };
	if (text == NULL) {
		say(ret_answer, REASON_NO_MEMORY, NULL, NULL);
	} else if (len > CONTROL_REQUEST_MAX) {
		(void)str_format(size, sizeof(size), "%zu", len);
		(void)str_format(
		    limit, sizeof(limit), "%d", CONTROL_REQUEST_MAX);
		say(ret_answer, REASON_REQUEST_TOO_LARGE, size, limit);
	} else {
		outcome = ask_once(remote, ask, text, len, sink, ret_answer);
	}
	while (outcome != OUTCOME_ANSWERED && stream_deadline(0) < patience) {
		control_answer_release(ret_answer);
		(void)poll(NULL, 0, BUSY_STEP_MS);
		outcome = ask_once(remote, ask, text, len, sink, ret_answer);
	}
	if (outcome == OUTCOME_UNREAD)
		say(ret_answer, REASON_NO_SERVICE,
		    _("every connection is closed"), NULL);
	frame_free(text, len);
}

void
remote_close(struct remote *remote)
{
	if (remote->fd >= 0)
		(void)close(remote->fd);
	remote->fd = -1;
}
