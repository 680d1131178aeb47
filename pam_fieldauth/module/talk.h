/*
 * pam_fieldauth/module/talk: one request to fieldauth-signin, one answer.
 * Layer: module; libc and libpam.  Users: the entry points.
 *
 * A host whose effective uid is 0 executes the helper; other hosts connect to
 * the gate's socket.  Nothing remains in the host: no descriptor, child,
 * signal, or changed mask or disposition; the helper's exit raises no SIGCHLD.
 * Blocks at most TALK_DEADLINE_MS.
 */
#ifndef PAM_FIELDAUTH_MODULE_TALK_H
#define PAM_FIELDAUTH_MODULE_TALK_H

#include <security/pam_modules.h>

#include "pam_fieldauth/protocol.h"

/* Twice 5 s to get a slot, twice 2 s for the database, and three Argon2id hashes on a
 * slow machine. */
#define TALK_DEADLINE_MS 45000

/* A request that is turned away at the socket, because others came first, is
 * retried at this interval, for at most this time. */
#define TALK_AGAIN_MS    20
#define TALK_PATIENCE_MS 2000

/* PAM_SUCCESS: the answer is complete.  PAM_AUTHINFO_UNAVAIL: there was
 * none. */
int talk(pam_handle_t *pamh, const struct protocol_request *request,
    struct protocol_answer *ret_answer);

/* The part that a root host uses: one exchange with the program PATH, which
 * ends before stream_deadline() or soon after.  False with errno. */
bool talk_to_child(const char *path, const struct protocol_request *request,
    struct protocol_answer *ret_answer, int64_t deadline);

#endif
