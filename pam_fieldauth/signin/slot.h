/*
 * pam_fieldauth/signin/slot: how many compute Argon2id at once.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * Root's hosts (sshd, login, su) share one pool, as large as a quarter of the
 * memory allows; every other uid has one slot of its own, so that a person
 * with a shell cannot keep others out by asking.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_SLOT_H
#define PAM_FIELDAUTH_SIGNIN_SLOT_H

#include <stdint.h>
#include <sys/types.h>

#define SLOT_WAIT_MS 5000

/*
 * Wait for a slot of PEER's and keep it until the process ends; a second call
 * is free.  FIELD_EBUSY: none in SLOT_WAIT_MS.  Where no slot can be made
 * (RUN_DIR is missing or full) there is room: nobody is kept out for that.
 */
int slot_take(const char *run_dir, uid_t peer, uint64_t memory_bytes);

/* Slots of the pool, for MEMORY_BYTES each. */
unsigned slot_pool_size(uint64_t memory_bytes);

#endif
