/*
 * store/secret/secret: passwords, and encryption at rest.
 * Layer: store.  Users: user, signin, source, outbox.
 *
 * Hashes are strings of libsodium's crypto_pwhash_str(): Argon2id version 1.3,
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

/* FIELD_ENOMEM when the parameters require more memory than is available. */
int secret_hash(const struct secret *password, const struct policies *policies,
    char ret_hash[SECRET_HASH_SIZE]);

/* The same by the policies of an organisation. */
int secret_hash_for(struct store *store, const char *org_id,
    const struct secret *password, char ret_hash[SECRET_HASH_SIZE]);

/* FIELD_OK, or FIELD_EDENIED when the password does not match.  Costs what the
 * parameters of the hash require.  FIELD_ECORRUPT, FIELD_ENOMEM: no verdict. */
int secret_verify(const char *hash, const struct secret *password);

/* Whether HASH was made with other parameters than those of the policies. */
bool secret_needs_rehash(const char *hash, const struct policies *policies);

/*
 * Check a new password of USER: at least min_password_length characters, at
 * most SECRET_TYPED_MAX - 1 bytes, no word that the prompt understands (word.h),
 * no names of the person or of ORG (familiar.h), accepted by libpwquality without its own minimum length (a
 * missing dictionary skips only that check), and different from OLD, which may
 * be NULL.  FIELD_EDENIED with *why.  FIELD_ENOMEM, FIELD_EIO (the dictionary
 * exists but cannot be read): no verdict.
 */
struct org;
int secret_check_quality(const struct secret *password,
    const struct secret *old, const struct user *user, const struct org *org,
    const struct policies *policies, struct refusal *why);

/* The same with the organisation that STORE has for USER. */
int secret_check_new(struct store *store, const struct secret *password,
    const struct secret *old, const struct user *user,
    const struct policies *policies, struct refusal *why);

/*
 * The cost of a hash.  Since equal work hides which accounts exist, every
 * comparison computes once with each set of parameters in use, and with one of
 * them for the person's own hash.  No other work takes the same time: 8 and 24
 * MiB are faster than 32.
 */
struct secret_cost {
	uint64_t ops;
	uint64_t memory_bytes;
};

/* In the same order for each request.  Of more sets, the most expensive. */
#define SECRET_COSTS_MAX 8
struct secret_costs {
	struct secret_cost at[SECRET_COSTS_MAX];
	size_t count;
};
void secret_costs_add(
    struct secret_costs *costs, const struct secret_cost *cost);
/* The most memory that one of them needs. */
uint64_t secret_costs_memory(const struct secret_costs *costs);

/* The cost of the policies, and of a stored hash.  FIELD_ECORRUPT when HASH is
 * not an Argon2id string, or requires more than any policy can. */
struct secret_cost secret_cost_of_policies(const struct policies *policies);
int secret_cost_of_hash(const char *hash, struct secret_cost *ret_cost);
bool secret_cost_is_same(
    const struct secret_cost *a, const struct secret_cost *b);

/* Compute with a random salt and PASSWORD, and discard the result; the second,
 * once for each of COSTS.  FIELD_ENOMEM. */
int secret_spend(const struct secret *password, const struct secret_cost *cost);
int secret_spend_all(
    const struct secret *password, const struct secret_costs *costs);

/*
 * Store a password within CHANGE: replaces the person's, which joins the former
 * ones (history.h), clears or sets must_change, ends codes by password_change_ends, forgets failed attempts,
 * audits as 'user.password'.  The caller has asked rules and
 * secret_check_quality(), and has made HASH by secret_hash() before the
 * transaction, since others wait while it is open.
 */
struct secret_new {
	const char *hash;
	bool must_change;
	/* It is the current password again: no former one joins the others. */
	bool is_kept;
	/* A temporary password is good until then, and must be changed at the
	 * first sign-in; 0: it is not one. */
	int64_t expires_at;
};
int secret_store_hash(struct change *change, const char *person_id,
    const struct secret_new *in, struct refusal *why);

/*
 * Read the machine key (paths.key_file, 32 random bytes, 0600 root), which
 * setup makes.  FIELD_ENOTFOUND, FIELD_EINVAL (wrong mode, owner or length).
 */
int secret_make_key(const struct paths *paths);

/* XChaCha20-Poly1305 with PURPOSE as additional data, so that a blob is useless
 * in another place.  Results are allocated; wipe and free them. */
int secret_seal(const struct paths *paths, const char *purpose,
    const void *bytes, size_t len, unsigned char **ret_blob,
    size_t *ret_blob_len);
int secret_open(const struct paths *paths, const char *purpose,
    const void *blob, size_t blob_len, struct secret *ret_secret);

#endif
