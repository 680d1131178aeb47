/*
 * store/session/session_end: end those who must not go on (X2).
 * Layer: store.  Users: store/after, fieldauth-signin, syncd.
 *
 * change_end_person() has recorded who.  Ending somebody ends every process
 * of theirs on this terminal (sweep.h), closes the records of their sessions,
 * and removes the request when nothing is left; until then it stays, and
 * whoever comes next goes on with it.  A lock lets one at a time do this.
 *
 * Records whose leader has ended, or is of another boot, are closed on the
 * way, whosever they are.  Those that are kept in RUN_DIR and cannot be moved
 * into the database now count like the others.
 */
#ifndef STORE_SESSION_SESSION_END_H
#define STORE_SESSION_SESSION_END_H

#include "store/core/change.h"
#include "store/people/user.h"
#include "store/session/process.h"

#define SESSION_END_NOTES 8

/* Some processes, and how many there are. */
struct session_end_notes {
	size_t count;
	struct session_end_note {
		pid_t pid;
		char login[USER_LOGIN_SIZE];
		char command[PROCESS_COMMAND_SIZE];
	} items[SESSION_END_NOTES];
};

struct session_end_report {
	size_t people;                   /* who had to be ended */
	struct session_end_notes left;   /* are still there */
	struct session_end_notes spared; /* services of the system: scope.h */
	bool own; /* what runs this is theirs, and ends after it */
	int rc;   /* FIELD_OK, or why nothing is known to have ended */
};

/* Everybody's.  Blocks for 40 seconds at most, and as long for the lock.
 * Returns ret_report->rc. */
int session_end_pending(struct store *store, const struct actor *actor,
    struct session_end_report *ret_report);

/*
 * One person's, before HOST (the process that signs them in; 0: none) may
 * record a new session, which would otherwise end with the old ones.  Costs
 * one query when there is nothing to do.  FIELD_OK: nothing is left.
 * FIELD_EBUSY: something is, or HOST itself belongs to what must end; no
 * session may be recorded now.
 */
int session_end_person(struct store *store, const struct actor *actor,
    const char *person_id, pid_t host, struct session_end_report *ret_report);

/* The refusal that says what could not be ended; false: nothing.  The change
 * that asked for it stands. */
bool session_end_problem(
    const struct session_end_report *report, struct refusal *ret_problem);

/* "jane: sleep (1234), sudo (1240); 7 more" into BUF; returns BUF. */
char *session_end_list(
    const struct session_end_notes *notes, char *buf, size_t size);

#endif
