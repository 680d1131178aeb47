/* One connection: a request, its answer, the next request. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/lane.h"
#include "base/log.h"
#include "base/str.h"
#include "base/stream.h"
#include "base/watch.h"
#include "control/protocol.h"
#include "control/run.h"
#include "control/serve/known.h"
#include "control/serve/put.h"
#include "control/serve/read.h"
#include "control/serve/serve.h"
#include "store/core/events.h"
#include "store/session/peer.h"
#include "store/session/process.h"
#include "wire/frame.h"

/* How long a request waits for the caller's others, and for a hash. */
#define LANE_MS 5000
/* No request takes longer than this, whatever happens. */
#define REQUEST_S 600

/* How often an idle person is checked again. */
#define JUDGE_MS 1000

/* How often a stream looks for new rows, at most. */
#define FOLLOW_MS 300

#define NOBODY 65534 /* what an unmapped uid looks like */

struct connection {
	int fd;
	struct control_host host;
	struct put put;
	char caller[PEER_TEXT_SIZE];
	int lanes[2];       /* of the request, -1: none */
	int streams[2];     /* of a stream, for its duration */
	struct watch watch; /* of commits */
};

/* --- one request ------------------------------------------------------------- */

/* Requests of one person are processed one at a time, and so are the hashes of
 * all people together. */
static int
enter_lanes(const struct connection *connection, unsigned flags, int fds[2])
{
	const char *run_dir = connection->host.paths->run_dir;
	char name[64];
	int rc;

	(void)str_format(name, sizeof(name), "control.%lu",
	    (unsigned long)connection->host.uid);
	rc = lane_enter(run_dir, name, LANE_MS, &fds[0]);
	if (rc == FIELD_OK && (flags & CONTROL_HASHES) != 0)
		rc = lane_enter(run_dir, "control.hash", LANE_MS, &fds[1]);
	return rc;
}

static void
leave_lanes(int fds[2])
{
	for (int i = 0; i < 2; i++) {
		if (fds[i] >= 0)
			(void)close(fds[i]);
		fds[i] = -1;
	}
}

/* The first free one of COUNT lanes called NAME. */
static int
enter_one_of(const char *run_dir, const char *name, int count, int *ret_fd)
{
	char numbered[64];
	int rc = FIELD_EBUSY;

	for (int i = 0; i < count && rc == FIELD_EBUSY; i++) {
		(void)str_format(numbered, sizeof(numbered), "%s.%d", name, i);
		rc = lane_enter(run_dir, numbered, 0, ret_fd);
	}
	return rc;
}

/* A stream has no idle limit: the streams of a few callers together must not
 * use up the gate's places. */
static int
enter_streams(const struct connection *connection, int fds[2])
{
	const char *run_dir = connection->host.paths->run_dir;
	char name[32];
	int rc;

	(void)str_format(name, sizeof(name), "stream.%lu",
	    (unsigned long)connection->host.uid);
	rc = enter_one_of(run_dir, name, CONTROL_STREAMS_EACH, &fds[0]);
	if (rc == FIELD_OK)
		rc = enter_one_of(
		    run_dir, "stream", CONTROL_STREAMS_MAX, &fds[1]);
	if (rc < 0)
		leave_lanes(fds);
	return rc;
}

/* --- following ---------------------------------------------------------------- */

/* A caller that sends something expects another answer; one that has
 * disconnected expects none.  Not before FOLLOW_MS have passed since the last
 * round. */
static bool
wait_for_touch(const struct connection *connection, int fd)
{
	struct pollfd fds[] = {
		{ .fd = connection->fd, .events = POLLIN | POLLRDHUP },
		{ .fd = fd, .events = POLLIN },
	};
	int count;

	do {
		count = poll(fds, 1, FOLLOW_MS);
	} while (count < 0 && errno == EINTR);
	if (count != 0)
		return false;
	do {
		count = poll(fds, 2, -1);
	} while (count < 0 && errno == EINTR);
	return count > 0 && fds[0].revents == 0;
}

/* Between two rounds nothing is held, and nothing is pending. */
static bool
await_rows(void *context, int fd)
{
	struct connection *connection = context;
	int rc = FIELD_EBUSY;

	(void)alarm(0);
	leave_lanes(connection->lanes);
	put_flush(&connection->put);
	while (rc == FIELD_EBUSY) {
		if (connection->put.failed || !wait_for_touch(connection, fd))
			return false;
		rc = enter_lanes(connection, 0, connection->lanes);
	}
	(void)alarm(REQUEST_S);
	return rc == FIELD_OK;
}

/* --- an answer ------------------------------------------------------------------ */

static void
run(struct connection *connection, const struct control_ask *ask)
{
	const struct control_request *request = control_find(ask->name);
	const unsigned flags = request != NULL ? request->flags : 0;
	const struct control_sink sink = { put_row, &connection->put };
	struct control_answer answer = { .exit_code = EX_SOFTWARE };
	int rc = FIELD_OK;

	if ((flags & CONTROL_FOLLOWS) != 0 &&
	    json_is_true(json_object_get(ask->params, "follow")))
		rc = enter_streams(connection, connection->streams);
	if (rc == FIELD_OK)
		rc = enter_lanes(connection, flags, connection->lanes);
	if (rc == FIELD_OK) {
		(void)alarm(REQUEST_S);
		control_run(&connection->host, ask, &sink, &answer);
		(void)alarm(0);
	} else {
		const struct refusal why = { .reason = reason_of_err(rc) };

		(void)control_answer_refusal(&answer, &why);
	}
	leave_lanes(connection->lanes);
	leave_lanes(connection->streams);
	put_end(&connection->put, &answer);
	control_answer_release(&answer);
}

static void
refuse_with(struct connection *connection, enum reason reason)
{
	struct control_answer answer = { .exit_code = EX_SOFTWARE };
	const struct refusal why = { .reason = reason };

	(void)control_answer_refusal(&answer, &why);
	put_end(&connection->put, &answer);
	control_answer_release(&answer);
}

/* False: not a request. */
static bool
handle(struct connection *connection, const char *text, size_t len)
{
	struct control_ask ask;
	json_t *object = NULL;
	int rc = read_request(text, len, &object, &ask);

	if (rc == FIELD_OK)
		run(connection, &ask);
	else
		refuse_with(connection,
		    rc == FIELD_ENOMEM ? REASON_NO_MEMORY : REASON_BAD_REQUEST);
	json_decref(object);
	return rc == FIELD_OK;
}

/* --- the connection ------------------------------------------------------------ */

/* Wait for input, at most until END.  After each commit, but at most once a
 * second, the person is checked again, so that an ended session does not keep
 * its connection.
 * FIELD_EBUSY: no input, or the person may not send requests any more. */
static int
wait_for_request(struct connection *connection, int64_t end)
{
	int64_t judged_at = stream_deadline(0);
	bool touched = false;

	for (;;) {
		struct pollfd fds[2] = {
			{ .fd = connection->fd, .events = POLLIN },
			/* the watch is not used: its event still has to be
			 * checked */
			{ .fd = touched ? -1 : connection->watch.fd,
			    .events = POLLIN },
		};
		int64_t until = touched && judged_at + JUDGE_MS < end ?
		    judged_at + JUDGE_MS :
		    end;
		const int64_t left = until - stream_deadline(0);
		int rc = poll(fds, 2, left > 0 ? (int)left : 0);

		if (rc > 0 && fds[0].revents != 0)
			return FIELD_OK;
		if (rc < 0 && errno != EINTR)
			return FIELD_EIO;
		if (rc > 0 &&
		    watch_take(&connection->watch, &touched) != FIELD_OK)
			watch_close(&connection->watch);
		if (touched && stream_deadline(0) >= judged_at + JUDGE_MS) {
			control_judge(&connection->host);
			judged_at = stream_deadline(0);
			touched = false;
		}
		if (connection->host.is_over || stream_deadline(0) >= end)
			return FIELD_EBUSY;
	}
}

/* Wait for the first byte of a request, and from then on for its last. */
static int
next_request(struct connection *connection, char **ret_text, size_t *len)
{
	int rc = wait_for_request(connection, stream_deadline(CONTROL_IDLE_MS));

	if (rc != FIELD_OK)
		return rc;
	return frame_receive(connection->fd, CONTROL_REQUEST_MAX,
	    stream_deadline(CONTROL_REQUEST_MS), ret_text, len);
}

static int
serve_requests(struct connection *connection)
{
	for (;;) {
		char *text = NULL;
		size_t len = 0;
		int rc = next_request(connection, &text, &len);
		bool was_request;

		if (rc == FIELD_ENOTFOUND || rc == FIELD_EBUSY)
			return EX_OK;
		if (rc != FIELD_OK)
			return EX_PROTOCOL;
		was_request = handle(connection, text, len);
		frame_free(text, len);
		if (!was_request)
			return EX_PROTOCOL;
		if (connection->put.failed)
			return EX_IOERR;
		if (connection->host.is_over)
			return EX_OK;
	}
}

int
serve_connection(int fd, const struct paths *paths, int64_t arrived_ms)
{
	struct connection connection = {
		.fd = fd,
		.host = {
			.paths = paths,
			.by_peer = true,
			.epoch = -1,
			.arrived_ms = arrived_ms,
		},
		.put = { .fd = fd },
		.lanes = { -1, -1 },
		.streams = { -1, -1 },
		.watch = WATCH_INIT,
	};
	struct ucred peer;
	socklen_t len = sizeof(peer);
	int status;

	/* A terminal, a file or a pipe: started by hand. */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0 ||
	    peer.uid == (uid_t)-1)
		return EX_USAGE;
	if (peer.uid == 0 || peer.uid == NOBODY ||
	    !known_uid(paths, peer.uid)) {
		refuse_with(&connection, REASON_NOT_A_PERSON);
		return EX_NOPERM;
	}
	peer_describe(
	    peer.uid, peer.pid, connection.caller, sizeof(connection.caller));
	connection.host.uid = peer.uid;
	connection.host.pid = peer.pid;
	connection.host.pid_started = process_started(peer.pid);
	connection.host.caller = connection.caller;
	/* before the first request, so that no later event is missed */
	(void)watch_open(&connection.watch, paths->run_dir, EVENTS_FILE);
	connection.host.await = await_rows;
	connection.host.await_context = &connection;
	status = serve_requests(&connection);
	watch_close(&connection.watch);
	if (connection.host.is_over)
		log_line(LOG_NOTICE,
		    "control.sock: no longer allowed to send requests: %s",
		    connection.caller);
	put_release(&connection.put);
	return status;
}
