/*
 * store/session/within: the session that a process runs in.
 * Layer: store.  Users: control/me; pam_fieldauth/signin.
 */
#ifndef STORE_SESSION_WITHIN_H
#define STORE_SESSION_WITHIN_H

#include <stdint.h>
#include <sys/types.h>

#include "store/core/change.h"

#define SESSION_METHOD_SIZE 32

/*
 * How PERSON_ID was authenticated ("password", ...) when the session was opened
 * in which the process PID runs, which started at STARTED (process_started()).
 * The nearest ancestor that leads an open session of the person decides.  A
 * process that was left behind by its session (a daemon, whose parent is init)
 * runs in none: FIELD_ENOTFOUND, as for a session that has been ended or is
 * recorded only outside the database.
 */
int session_method_of(struct store *store, const char *person_id, pid_t pid,
    int64_t started, char ret_method[SESSION_METHOD_SIZE]);

/*
 * The same for the one-time code that permits this session to set a password
 * without the old one (store/secret/code), once, for CODE_FREE_S; "" if none
 * does.  Never in a session of another person who acts as PERSON_ID.
 */
int session_change_code_of(struct store *store, const char *person_id,
    pid_t pid, int64_t started, char ret_code_id[ID_SIZE]);

#endif
