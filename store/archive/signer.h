/*
 * store/archive/signer: the key that signs archives of the audit log.
 * Layer: store.  Users: archive, control/data.
 *
 * Ed25519 (RFC 8032).  The pair is made when it is first needed, and stays in
 * the database; the secret key is sealed with the machine key.
 */
#ifndef STORE_ARCHIVE_SIGNER_H
#define STORE_ARCHIVE_SIGNER_H

#include "store/core/change.h"

#define SIGNER_PUBLIC_LEN    32 /* crypto_sign_PUBLICKEYBYTES */
#define SIGNER_SIGNATURE_LEN 64 /* crypto_sign_BYTES */
#define SIGNER_TEXT_SIZE     65 /* of the key in hexadecimal, NUL included */

/* FIELD_ENOTFOUND: there is none yet. */
int signer_public(
    struct store *store, unsigned char ret_public[SIGNER_PUBLIC_LEN]);

/* Make the pair, unless there is one. */
int signer_make(
    struct change *change, unsigned char ret_public[SIGNER_PUBLIC_LEN]);

/* Sign LEN bytes.  FIELD_ENOTFOUND: there is no pair, or no machine key;
 * FIELD_ECORRUPT: the secret key was sealed with another machine key. */
int signer_sign(struct store *store, const void *bytes, size_t len,
    unsigned char ret_signature[SIGNER_SIGNATURE_LEN]);

void signer_text(const unsigned char public_key[SIGNER_PUBLIC_LEN],
    char ret_text[SIGNER_TEXT_SIZE]);

/* FIELD_EINVAL: TEXT is not 64 hexadecimal digits. */
int signer_parse(const char *text, unsigned char ret_public[SIGNER_PUBLIC_LEN]);

#endif
