/*
 * store/secret/secret: passwords and what is sealed at rest.
 * Layer: store.  Users: user, signin, source, outbox.
 *
 * Hashes are libsodium's crypto_pwhash_str() strings: Argon2id version 1.3,
 * RFC 9106, with the parameters of the policies argon2_ops and
 * argon2_memory_mib.
 */
#ifndef STORE_SECRET_SECRET_H
#define STORE_SECRET_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "conf/paths.h"
#include "store/core/change.h"
#include "store/core/policy.h"
#include "store/core/user.h"

#define SECRET_HASH_SIZE 128 /* crypto_pwhash_STRBYTES */

/* FIELD_ENOMEM when the parameters need more memory than there is. */
int secret_hash(const struct secret *password, const struct policies *policies,
    char ret_hash[SECRET_HASH_SIZE]);

/* FIELD_OK, or FIELD_EDENIED when it does not fit.  The work is that of the
 * hash's own parameters.  FIELD_ECORRUPT, FIELD_ENOMEM: nothing is known. */
int secret_verify(const char *hash, const struct secret *password);

/* Whether HASH was made with other parameters than the policies'. */
bool secret_needs_rehash(const char *hash, const struct policies *policies);

/*
 * Quality of a new password of USER: length by min_password_length in
 * characters, at most SECRET_TYPED_MAX - 1 bytes, no names of the person or of
 * ORG (familiar.h), libpwquality without its own minimum length (a missing
 * dictionary skips that one check), not the old one.
 * OLD may be NULL.  FIELD_EDENIED with *why.  FIELD_ENOMEM, FIELD_EIO (the
 * dictionary is there and cannot be read): nothing is known of the password.
 */
struct org;
int secret_check_quality(const struct secret *password,
    const struct secret *old, const struct user *user, const struct org *org,
    const struct policies *policies, struct refusal *why);

/* The same with the organisation that STORE has of USER. */
int secret_check_new(struct store *store, const struct secret *password,
    const struct secret *old, const struct user *user,
    const struct policies *policies, struct refusal *why);

/*
 * What a hash costs: passes over memory.  Equal work hides which accounts
 * exist, so everything is compared with the costliest parameters in use.
 */
struct secret_cost {
	uint64_t ops;
	uint64_t memory_bytes;
};

/* The cost of the policies, and of a stored hash.  FIELD_ECORRUPT when HASH
 * is no Argon2id string, or asks for more than any policy can. */
struct secret_cost secret_cost_of_policies(const struct policies *policies);
int secret_cost_of_hash(const char *hash, struct secret_cost *ret_cost);
bool secret_cost_is_more(
    const struct secret_cost *a, const struct secret_cost *b);

/*
 * Compute for as long as the difference between COST and DONE takes, with a
 * random salt and PASSWORD; nothing comes out of it.  DONE NULL: the whole.
 * FIELD_ENOMEM.
 */
int secret_spend(const struct secret *password, const struct secret_cost *cost,
    const struct secret_cost *done);

/* Store a password within CHANGE: replaces the person's, clears or sets
 * must_change, ends codes by password_change_ends, forgets failed attempts,
 * audits as 'user.password'.  The caller has asked rules and
 * secret_check_quality().  It hashes while the transaction is open; where
 * that would keep others waiting, use the second form. */
int secret_set_password(struct change *change, const char *person_id,
    const struct secret *password, bool must_change, struct refusal *why);

/* The same with HASH made before by secret_hash(). */
int secret_store_hash(struct change *change, const char *person_id,
    const char *hash, bool must_change, struct refusal *why);

/*
 * The machine key (paths.key_file, 32 random bytes, 0600 root): made by
 * setup.  FIELD_ENOTFOUND, FIELD_EINVAL (wrong mode, owner or length).
 */
int secret_make_key(const struct paths *paths);

/* XChaCha20-Poly1305 with PURPOSE as additional data, so that a blob cannot
 * be moved to another place.  Results are allocated; wipe and free. */
int secret_seal(const struct paths *paths, const char *purpose,
    const void *bytes, size_t len, unsigned char **ret_blob,
    size_t *ret_blob_len);
int secret_open(const struct paths *paths, const char *purpose,
    const void *blob, size_t blob_len, struct secret *ret_secret);

#endif
