/*
 * pam_fieldauth/module/talk: one request to fieldauth-signin, one answer.
 * Layer: module; libc and libpam.  Users: the entry points.
 *
 * A host whose effective uid is 0 executes the helper; every other connects
 * to the gate's socket.  Nothing is left behind in the host: no
 * descriptor, child, signal, changed mask or disposition; the helper's death
 * raises no SIGCHLD.  Blocks no longer than TALK_DEADLINE_MS.
 */
#ifndef PAM_FIELDAUTH_MODULE_TALK_H
#define PAM_FIELDAUTH_MODULE_TALK_H

#include <security/pam_modules.h>

#include "pam_fieldauth/protocol.h"

/* 5 s for a place among those who compute, twice 2 s for the database, and
 * three Argon2ids on a slow machine. */
#define TALK_DEADLINE_MS 45000

/* Whoever is turned away at the socket because others are before them asks
 * again this often, for so long. */
#define TALK_AGAIN_MS    20
#define TALK_PATIENCE_MS 2000

/* PAM_SUCCESS: the answer is whole.  PAM_AUTHINFO_UNAVAIL: there was none. */
int talk(pam_handle_t *pamh, const struct protocol_request *request,
    struct protocol_answer *ret_answer);

/* The half of it that a root host takes: one exchange with the program PATH,
 * over before stream_deadline() or soon after.  False with errno. */
bool talk_to_child(const char *path, const struct protocol_request *request,
    struct protocol_answer *ret_answer, int64_t deadline);

#endif
