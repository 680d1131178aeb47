/*
 * pam_fieldauth/signin/slot: limits the number of concurrent requests.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * There are three stages.  First, each person and each network address has a
 * queue, so that a flood of requests delays only the requester, both at the
 * database and at Argon2id.  Second, all unprivileged callers together have as
 * many queues as half of the processors: however many users flood verify.sock
 * with guesses, the other half is left to sshd, su and login.  Third, the memory
 * used by all requests together is limited to a quarter of the machine's.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_SLOT_H
#define PAM_FIELDAUTH_SIGNIN_SLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "pam_fieldauth/protocol.h"

#define SLOT_WAIT_MS 5000

/* The origin of the request. */
enum slot_kind {
	SLOT_ROOT,   /* root, or the machine itself: no queue */
	SLOT_PERSON, /* number: a uid */
	SLOT_NAME,   /* number: of a bucket; sudo(8) names the user it serves */
	SLOT_HOST,   /* number: of a bucket; a daemon reports the address */
};
struct slot_caller {
	enum slot_kind kind;
	uint32_t number;
	bool is_unprivileged; /* goes through the second stage */
};

/*
 * The origin of REQUEST, sent by a host with process id PID and effective uid
 * PEER, both from the kernel.  Claims in the request are trusted only from
 * root.  The login uid takes precedence: a user cannot change it.  The real uid
 * is next, which a user cannot change under su(1).
 */
struct slot_caller slot_caller(
    uid_t peer, pid_t pid, const struct protocol_request *request);

/*
 * Wait in CALLER's queues, in order of arrival, and keep the places until the
 * process exits.  FIELD_EBUSY: a queue took longer than SLOT_WAIT_MS.  If no queue can
 * be created (RUN_DIR is missing or full), the request is served at once, so
 * that sign-ins continue.  The same holds for slot_take().
 */
int slot_enter(const char *run_dir, const struct slot_caller *caller);

/* Wait for room for MEMORY_BYTES, and keep it until the process exits; further
 * calls are free.  FIELD_EBUSY: no room within SLOT_WAIT_MS. */
int slot_take(const char *run_dir, uint64_t memory_bytes);

#endif
