/*
 * control/run: one request, from its name to its answer, in this process.
 * Layer: control.  Users: session, serve, tests.
 *
 * The database is opened for the request and closed after it: between two
 * requests nothing is open or locked, and each one is judged afresh.
 */
#ifndef CONTROL_RUN_H
#define CONTROL_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/clock.h"
#include "base/invoker.h"
#include "conf/paths.h"
#include "control/answer.h"
#include "control/request.h"

/* Whose requests they are, and where. */
struct control_host {
	const struct paths *paths;
	const struct clock *clock; /* NULL: clock_system */
	/* False: this process is root's, and so are the requests.  True: they
	 * are the peer's, whom UID names and nothing else does. */
	bool by_peer;
	uid_t uid;
	const char *caller; /* what the kernel says of the peer, for the log */
	/* The peer's process, when it connected: its session is looked up by
	 * it. */
	pid_t pid;
	int64_t pid_started;
	const struct invoker *invoker; /* behind root; NULL: nobody is known */
	/* The peer's session_epoch at its first request; -1 before. */
	int64_t epoch;
	/* When the peer connected, clock_monotonic_ms(); 0: it did not. */
	int64_t arrived_ms;
	/*
	 * CONTROL_FOLLOWS: give out what is there, and wait until FD can be
	 * read.  False: the one who asked has gone, or asks for something
	 * else.  NULL: wait, and nothing else.
	 */
	bool (*await)(void *context, int fd);
	void *await_context;
	/* They may not ask at all, or their sessions have been ended since: answer
	 * no more. */
	bool is_over;
};

#define CONTROL_HOST_ROOT(paths_)              \
	{                                      \
		.paths = (paths_), .epoch = -1 \
	}

struct control_ask {
	const char *name;
	const json_t *params; /* an object, or NULL for none */
	bool dry_run;
};

/*
 * Run it: rows to SINK as they come, and the rest into *ret_answer, which is
 * always filled and must be released.
 */
void control_run(struct control_host *host, const struct control_ask *ask,
    const struct control_sink *sink, struct control_answer *ret_answer);

/* Judge the peer without a request, as each request does: host->is_over is then
 * so.  Where it cannot be told, nothing is: the next request says why. */
void control_judge(struct control_host *host);

#endif
