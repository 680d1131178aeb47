/*
 * store/signin/proof: is this the person's secret?
 * Layer: store.  Users: signin, signin_change.
 *
 * The attempt is counted in a transaction of its own, then Argon2id runs with
 * no transaction open: for a person without a password, and for nobody, over
 * a random salt, so that each refusal costs the same and nothing that was
 * computed there can ever say yes.  What cannot be computed is no refusal: the
 * attempt is taken back, and the caller gets an error.
 */
#ifndef STORE_SIGNIN_PROOF_H
#define STORE_SIGNIN_PROOF_H

#include "store/access/standing.h"

struct proof {
	struct standing standing; /* as it was before the work */
	bool right;
	bool counted; /* false: the database could not be written */
};

/* FIELD_OK: *ret_proof is filled; standing_release() its standing in any
 * case.  Otherwise nothing is known, and nothing is counted. */
int proof_make(struct store *store, const struct signin_request *request,
    const struct secret *secret, struct proof *ret_proof);

/* Take the counted attempt back: the secret was right, or nothing was found
 * out about it. */
void proof_take_back(struct store *store, const struct signin_request *request,
    struct proof *proof);

/* Add COUNT (it may be negative) to the attempts of this hour with unknown
 * names. */
int proof_count_unknown(
    struct store *store, const char *service, int64_t count);

/* Whether an error means that this database can be read but not written now:
 * the disk is full or read-only, or a writer is stuck.  An error that nobody
 * expects (FIELD_EIO, FIELD_ENOMEM) does not. */
bool proof_is_unwritable(int rc);

/* The standing in one read transaction. */
int proof_load(struct store *store, const struct signin_request *request,
    struct standing *ret_standing);

/* Who the audit log says it was. */
struct actor proof_actor(
    const struct signin_request *request, const struct user *user);

/* Record that a secret was not right: the audit row, or for nobody's name a
 * write of the same shape. */
int proof_record_failure(struct store *store,
    const struct signin_request *request, const struct proof *proof,
    const char *action);

#endif
