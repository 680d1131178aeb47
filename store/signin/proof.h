/*
 * store/signin/proof: whether a secret is the person's.
 * Layer: store.  Users: signin, signin_change.
 *
 * The attempt is counted in a separate transaction, then Argon2id runs with no
 * transaction open: for a person without a password, and for unknown names,
 * with a random salt, so that each refusal costs the same and the result of
 * that computation can never be an admission.  A failure to compute is not a
 * refusal: the attempt is taken back, and the caller gets an error.
 */
#ifndef STORE_SIGNIN_PROOF_H
#define STORE_SIGNIN_PROOF_H

#include "store/access/standing.h"
#include "store/lock/lock.h"

struct proof {
	struct standing standing; /* as it was before the hash */
	bool right;
	bool counted; /* false: the database could not be written */
	/* lock.applies: passwords and temporary passwords are refused, a right
	 * one like a wrong one; one-time codes are not */
	struct lock_outcome lock;
};

/* The attempt, for store/lock; it points into STANDING. */
struct lock_attempt proof_attempt(
    const struct signin_request *request, const struct standing *standing);

/* FIELD_OK: *ret_proof is set; release its standing with standing_release() in
 * any case.  Otherwise nothing is known, and nothing is counted. */
int proof_make(struct store *store, const struct signin_request *request,
    const struct secret *secret, struct proof *ret_proof);

/* Take the counted attempt back: the secret was correct, or nothing could be
 * determined. */
void proof_take_back(struct store *store, const struct signin_request *request,
    struct proof *proof);

/* Add COUNT (may be negative) to this hour's attempts with unknown names. */
int proof_count_unknown(
    struct store *store, const char *service, int64_t count);

/* Whether an error means that this database can be read but not written now:
 * the disk is full or read-only, or a writer is stuck.  Unexpected errors
 * (FIELD_EIO, FIELD_ENOMEM) do not count. */
bool proof_is_unwritable(int rc);

/* Read the standing in one read transaction. */
int proof_load(struct store *store, const struct signin_request *request,
    struct standing *ret_standing);

/* The subject for the audit log. */
struct actor proof_actor(
    const struct signin_request *request, const struct user *user);

/* Record a wrong secret: an audit row, or for an unknown name a write of the
 * same form. */
int proof_record_failure(struct store *store,
    const struct signin_request *request, const struct proof *proof,
    const char *action);

#endif
