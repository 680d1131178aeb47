/*
 * pam_fieldauth/signin/caller: who asks, and which of their words may be
 * written down.
 * Layer: fieldauth-signin.  Users: serve, verdict.
 *
 * A host that is root's says where it is asked from, and is believed; its
 * words become words of a log line, which can hold no blank and no '='.  What
 * any other caller says of service, tty and address is a claim of somebody
 * who may verify only themselves.  It is written nowhere: rows and lines carry
 * what the kernel knows instead.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_CALLER_H
#define PAM_FIELDAUTH_SIGNIN_CALLER_H

#include <sys/types.h>

#include "pam_fieldauth/protocol.h"
#include "store/session/peer.h"

/* What stands in place of the service that such a caller claims. */
#define CALLER_SERVICE "verify.sock"

struct caller {
	/* Of a host that is root's; else CALLER_SERVICE and "". */
	char service[64], tty[64], address[256];
	/* Of either, as words; a permission that there is not is "?" where it
	 * is a claim. */
	char login[64], required[64];
	/* Of any other: peer_describe() of store/session/peer.  "" for root. */
	char kernel[PEER_TEXT_SIZE];
};

/*
 * Fill *ret_caller for REQUEST, which came through a socket from the process
 * PID of UID (SO_PEERCRED).
 */
void caller_describe(const struct protocol_request *request, uid_t uid,
    pid_t pid, struct caller *ret_caller);

#endif
