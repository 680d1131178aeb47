/*
 * store/signin/session: who is signed in where, since when (X2, X6).
 * Layer: store.  Users: fieldauth-signin; later who and force logout.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <sys/types.h>

#include "store/change.h"

struct session_new {
	const char *person_id, *service, *tty, *address, *method;
	pid_t leader; /* the process that asked; its start time is read here */
	int64_t epoch;
};

/* RET_ID has ID_SIZE bytes. */
int session_open(
    struct change *change, const struct session_new *in, char *ret_id);
/* Closing an unknown or closed session is success. */
int session_close(
    struct change *change, const char *session_id, const char *reason);

/*
 * End the open sessions whose epoch is behind their person's (X2): SIGTERM to
 * the process that opened each and to what it started as that person, SIGKILL
 * to those that are still there after three seconds, and the record closed.
 * What has left the session's tree goes on, and nobody else's process is hit.  A pid that now is another process's
 * is recognised by its start, and left alone; a reboot makes all of them
 * another's.  *ret_count sessions were ended.  Blocks for four seconds at most.
 */
int session_end_stale(
    struct store *store, const struct actor *actor, size_t *ret_count);

#endif
