/*
 * store/session/sweep: ends every process of some people.
 * Layer: store.  Users: session_end.
 *
 * MUSTs, tested by tests/unit/session/test_sweep.c and
 * tests/system/ending.bats:
 *  1. It continues until nothing is left or time is up, and reports what is
 *     left.
 *  2. No process is signalled that scope.h does not attribute to them; this
 *     process and its parents are signalled only by sweep_afterwards().
 *  3. A person who forks, stops, or signals everything under their uid can
 *     delay it but not prevent it.
 */
#ifndef STORE_SESSION_SWEEP_H
#define STORE_SESSION_SWEEP_H

#include "store/session/scope.h"

#define SWEEP_NOTES_MAX 8

/* Some of the processes of one kind, and their number. */
struct sweep_notes {
	size_t count;
	struct sweep_note {
		pid_t pid;
		size_t person;
		char command[PROCESS_COMMAND_SIZE];
	} items[SWEEP_NOTES_MAX];
};

struct sweep {
	const struct scope_person *people;
	size_t person_count;
	const struct scope_leader *leaders; /* of every open session */
	size_t leader_count;
	/* the process that is signing one of them in; 0: none */
	pid_t host;
	int root_grace_ms; /* from SIGTERM to SIGKILL for root processes */
};

struct sweep_report {
	struct sweep_notes left;   /* could not be ended */
	struct sweep_notes spared; /* scope.h, MUST 3 */
	bool own; /* this process runs in a session that must end */
	/* per person: nothing of theirs is left, and own is not one of theirs;
	 * NULL: not requested */
	bool *done;
};

/*
 * Send SIGTERM, and SIGKILL a second later, to the processes under their uids;
 * the same to root processes in their sessions, with ROOT_GRACE_MS in between.
 * Blocks until all are gone, for at most ROOT_GRACE_MS plus eight seconds.
 * FIELD_EIO (/proc cannot be read: it is unknown whether anything has ended),
 * FIELD_EINVAL (a uid below 1000), FIELD_ENOMEM.
 */
int sweep_run(const struct sweep *sweep, struct sweep_report *ret_report);

/*
 * The same once more, in a separate process that has nothing open but KEEP_FD
 * (a lock; -1: none), after this one has exited (or after ten seconds): for
 * ret_report->own.  FIELD_ENOMEM.
 */
int sweep_afterwards(const struct sweep *sweep, int keep_fd);

#endif
