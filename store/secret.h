/*
 * store/secret: passwords and what is sealed at rest.
 * Layer: store.  Users: user, signin, source, outbox.
 *
 * Hashes are libsodium's crypto_pwhash_str() strings: Argon2id version 1.3,
 * RFC 9106, with the parameters of the policies argon2_ops and
 * argon2_memory_mib.
 */
#ifndef STORE_SECRET_H
#define STORE_SECRET_H

#include "base/secret.h"
#include "store/change.h"
#include "store/policy.h"

#define SECRET_HASH_SIZE 128 /* crypto_pwhash_STRBYTES */

/* FIELD_ENOMEM when the parameters need more memory than there is. */
int secret_hash(const struct secret *password, const struct policies *policies,
    char ret_hash[SECRET_HASH_SIZE]);

/* FIELD_OK, or FIELD_EDENIED when it does not fit.  The work is that of the
 * hash's own parameters. */
int secret_verify(const char *hash, const struct secret *password);

/* Whether HASH was made with other parameters than the policies'. */
bool secret_needs_rehash(const char *hash, const struct policies *policies);

/*
 * Quality of a new password: length by min_password_length in characters,
 * at most SECRET_TYPED_MAX - 1 bytes, libpwquality without its own minimum
 * length (a missing dictionary skips that one check), not the old one.
 * OLD may be NULL.  FIELD_EDENIED with *why.
 */
int secret_check_quality(const struct secret *password,
    const struct secret *old, const char *login, const char *full_name,
    const struct policies *policies, struct refusal *why);

/* Store a password within CHANGE: replaces the person's, clears or sets
 * must_change, ends codes by password_change_ends, audits. */
int secret_set_password(struct change *change, const char *person_id,
    const struct secret *password, bool must_change, struct refusal *why);

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
