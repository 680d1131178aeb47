/*
 * store/session/within: the session in which a process runs.
 * Layer: store.  Users: control/me.
 */
#ifndef STORE_SESSION_WITHIN_H
#define STORE_SESSION_WITHIN_H

#include <stdint.h>
#include <sys/types.h>

#include "store/core/change.h"

#define SESSION_METHOD_SIZE 32

/*
 * How PERSON_ID proved themselves ("password", ...) when the session was opened
 * in which the process PID, which began at STARTED (process_started()), runs: the
 * nearest one above it that leads an open session of theirs decides.  What a process has left behind it (a daemon, whose parent is init)
 * runs in none: FIELD_ENOTFOUND, as for a session that has been ended or is
 * recorded outside of the database alone.
 */
int session_method_of(struct store *store, const char *person_id, pid_t pid,
    int64_t started, char ret_method[SESSION_METHOD_SIZE]);

#endif
