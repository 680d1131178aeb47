/*
 * pam_fieldauth/signin/slot: how many requests are worked on at once.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * Two gates.  The first is the caller's own: each person, and each address of
 * the network, has a queue, so that a flood of requests costs nobody but
 * whoever sends it, neither for the database nor for Argon2id.  The second
 * bounds the memory of all together to a quarter of the machine's.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_SLOT_H
#define PAM_FIELDAUTH_SIGNIN_SLOT_H

#include <stdint.h>
#include <sys/types.h>

#include "pam_fieldauth/protocol.h"

#define SLOT_WAIT_MS 5000

/* Who has started the host. */
enum slot_kind {
	SLOT_ROOT,   /* root, or the machine itself: no queue */
	SLOT_PERSON, /* number: a uid */
	SLOT_NAME,   /* number: of a bucket; sudo(8) names whom it serves */
	SLOT_HOST,   /* number: of a bucket; a daemon names the address */
};
struct slot_caller {
	enum slot_kind kind;
	uint32_t number;
};

/*
 * The caller of a host with the process id PID and the effective uid PEER, as
 * the kernel has them, that sent REQUEST.  What the request says of it is
 * believed of root alone.  The login uid comes first: a person can change
 * neither that nor, under su(1), the real uid.
 */
struct slot_caller slot_caller(
    uid_t peer, pid_t pid, const struct protocol_request *request);

/*
 * Wait in CALLER's queue, which is served in the order of asking, and keep the
 * place until the process ends.  FIELD_EBUSY: not served in SLOT_WAIT_MS.
 * Where no queue can be made (RUN_DIR is missing or full) there is room, so
 * that no one is kept out by that.  So below.
 */
int slot_enter(const char *run_dir, const struct slot_caller *caller);

/* Wait for room for MEMORY_BYTES, and keep it until the process ends; a second
 * call is free.  FIELD_EBUSY: none in SLOT_WAIT_MS. */
int slot_take(const char *run_dir, uint64_t memory_bytes);

#endif
