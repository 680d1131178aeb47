/*
 * store/session/session_end: ends sessions that must not continue (X2).
 * Layer: store.  Users: store/after, view, fieldauth-signin, syncd.
 *
 * change_end_person() has recorded the people.  Ending a person's sessions ends
 * all of their processes on this terminal (sweep.h), closes the records of
 * their sessions, and deletes the request when nothing is left; until then it
 * stays, and the next caller continues.  A lock ensures that one process at a
 * time does this.
 *
 * Records whose leader has exited, or is of another boot, are closed at the
 * same time, for all people.  Those that are kept in RUN_DIR and cannot be
 * moved into the database now are treated like the others.
 */
#ifndef STORE_SESSION_SESSION_END_H
#define STORE_SESSION_SESSION_END_H

#include "store/core/change.h"
#include "store/people/user.h"
#include "store/session/process.h"

#define SESSION_END_NOTES 8

/* Some of the processes, and their number. */
struct session_end_notes {
	size_t count;
	struct session_end_note {
		pid_t pid;
		char login[USER_LOGIN_SIZE];
		char command[PROCESS_COMMAND_SIZE];
	} items[SESSION_END_NOTES];
};

struct session_end_report {
	/* people whose sessions had to be ended */
	size_t people;
	struct session_end_notes left;   /* still running */
	struct session_end_notes spared; /* system services: scope.h */
	bool own; /* this process belongs to one of them, and ends afterwards */
	/* FIELD_OK, or why it is unknown whether anything has ended */
	int rc;
};

/* For all people.  Blocks for at most 40 seconds, and as long for the lock.
 * Returns ret_report->rc. */
int session_end_pending(struct store *store, const struct actor *actor,
    struct session_end_report *ret_report);

/* Close the records of sessions whose leader has exited or is of another boot,
 * and nothing else: for reads of open sessions.  Writes only if there are
 * any. */
int session_end_lost(struct store *store, const struct actor *actor);

/*
 * For one person, before HOST (the process that signs them in; 0: none) records
 * a new session, which would otherwise be ended with the old ones.  Costs one
 * query when there is nothing to do.  FIELD_OK: nothing is left.  FIELD_EBUSY:
 * something is left, or HOST itself belongs to a session that must end; no
 * session may be recorded now.
 */
int session_end_person(struct store *store, const struct actor *actor,
    const char *person_id, pid_t host, struct session_end_report *ret_report);

/* The refusal that reports what could not be ended; false: everything was.  The
 * change that requested it remains in effect. */
bool session_end_problem(
    const struct session_end_report *report, struct refusal *ret_problem);

/* Format "jane: sleep (1234), sudo (1240); 7 more" into BUF; returns BUF. */
char *session_end_list(
    const struct session_end_notes *notes, char *buf, size_t size);

#endif
