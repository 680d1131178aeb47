/*
 * pam_fieldauth/signin/caller: the caller's identity, and which of its claims
 * may be recorded.
 * Layer: fieldauth-signin.  Users: serve, verdict.
 *
 * A root host reports the origin of a request and is trusted; its values become
 * words of a log line, which must not contain blanks or '='.  Service, tty and
 * address given by any other caller are claims of a process that can only
 * verify its own user.  They are never recorded: rows and log lines carry what
 * the kernel knows instead.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_CALLER_H
#define PAM_FIELDAUTH_SIGNIN_CALLER_H

#include <sys/types.h>

#include "pam_fieldauth/protocol.h"
#include "store/session/peer.h"

/* Recorded instead of the service that an unprivileged caller claims. */
#define CALLER_SERVICE "verify.sock"

struct caller {
	/* From a root host; otherwise CALLER_SERVICE and "". */
	char service[64], tty[64], address[256];
	/* From any caller, as words; an unknown permission is "?" if it is a
	 * claim. */
	char login[64], required[64];
	/* From unprivileged callers: peer_describe() of store/session/peer.  ""
	 * for root. */
	char kernel[PEER_TEXT_SIZE];
};

/*
 * Fill *ret_caller for REQUEST, which was received over a socket from the
 * process PID of UID (SO_PEERCRED).
 */
void caller_describe(const struct protocol_request *request, uid_t uid,
    pid_t pid, struct caller *ret_caller);

#endif
