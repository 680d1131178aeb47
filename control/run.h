/*
 * control/run: runs one request, from its name to its answer, in this process.
 * Layer: control.  Users: session, serve, tests.
 *
 * The database is opened for the request and closed after it: between two
 * requests nothing is open or locked, and each one is checked from scratch.
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

/* The origin of requests, and where they are run. */
struct control_host {
	const struct paths *paths;
	const struct clock *clock; /* NULL: clock_system */
	/* False: this process is root's, and so are the requests.  True: they
	 * come from the peer, who is identified only by UID. */
	bool by_peer;
	uid_t uid;
	/* the kernel's description of the peer, for the log */
	const char *caller;
	/* The peer's process, when it connected: used to look up its
	 * session. */
	pid_t pid;
	int64_t pid_started;
	/* the person behind root; NULL: unknown */
	const struct invoker *invoker;
	/* The peer's session_epoch at the first request; -1 before. */
	int64_t epoch;
	/* When the peer connected, clock_monotonic_ms(); 0: no peer. */
	int64_t arrived_ms;
	/*
	 * CONTROL_FOLLOWS: send the pending rows, and wait until FD can be
	 * read.  False: the caller has disconnected, or sends another request.
	 * NULL: just wait.
	 */
	bool (*await)(void *context, int fd);
	void *await_context;
	/* The caller may not send requests, or their sessions have been ended:
	 * answer no more. */
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
 * Run it: rows go to SINK as they are created, and the rest to *ret_answer,
 * which is always set and must be released.
 */
void control_run(struct control_host *host, const struct control_ask *ask,
    const struct control_sink *sink, struct control_answer *ret_answer);

/* Check the peer without a request, in the same way; sets host->is_over if they
 * may not continue.  If this cannot be determined, nothing happens: the next
 * request reports why. */
void control_judge(struct control_host *host);

#endif
