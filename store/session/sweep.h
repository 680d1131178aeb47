/*
 * store/session/sweep: end every process of some people.
 * Layer: store.  Users: session_end.
 *
 * MUSTs, held by tests/unit/session/test_sweep.c and tests/system/ending.bats:
 *  1. It goes on until nothing is left or the time is over, and says what is
 *     left.
 *  2. No process that scope.h does not call theirs is signalled; the one that
 *     runs this and its parents are signalled by sweep_afterwards() alone.
 *  3. A person who forks, stops, or signals everything under their uid delays
 *     it and cannot prevent it.
 */
#ifndef STORE_SESSION_SWEEP_H
#define STORE_SESSION_SWEEP_H

#include "store/session/scope.h"

#define SWEEP_NOTES_MAX 8

/* Some of the processes of one kind, and how many there are. */
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
	pid_t host;        /* what is just signing one of them in; 0: nothing */
	int root_grace_ms; /* from SIGTERM to SIGKILL for root's processes */
};

struct sweep_report {
	struct sweep_notes left;   /* could not be ended */
	struct sweep_notes spared; /* scope.h, MUST 3 */
	bool own;   /* this process runs in a session that must end */
	bool *done; /* by person: nothing of theirs is left, and own is not of
		     * them; NULL: not asked */
};

/*
 * SIGTERM, and SIGKILL a second later, to what runs under their uids; the same
 * to root's processes in their sessions, which get ROOT_GRACE_MS in between.
 * Blocks until all are gone, for ROOT_GRACE_MS and eight seconds at most.
 * FIELD_EIO (/proc cannot be read: nothing is known to have ended),
 * FIELD_EINVAL (a uid below 1000), FIELD_ENOMEM.
 */
int sweep_run(const struct sweep *sweep, struct sweep_report *ret_report);

/*
 * The same once more, by a process of its own, which has nothing open but
 * KEEP_FD (a lock; -1: none), when this one has ended (or after ten seconds):
 * for ret_report->own.  FIELD_ENOMEM.
 */
int sweep_afterwards(const struct sweep *sweep, int keep_fd);

#endif
