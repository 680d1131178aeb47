/*
 * store/secret/sealed_pair: two tokens, sealed as one.
 * Layer: store.  Users: source/source_token, mail/account.
 *
 * A renewal replaces both at once, so that neither is stored without the other.
 */
#ifndef STORE_SECRET_SEALED_PAIR_H
#define STORE_SECRET_SEALED_PAIR_H

#include "base/secret.h"
#include "conf/paths.h"

/* Maximum length of a token: PIPE_TOKEN_MAX of the workers' protocol. */
#define SEALED_TOKEN_MAX 8192

/* Seal FIRST, which may be empty, and SECOND with PURPOSE (store/secret).  The
 * caller frees *ret_blob.  FIELD_EINVAL: too long, or FIRST contains a NUL. */
int sealed_pair_make(const struct paths *paths, const char *purpose,
    const struct secret *first, const struct secret *second,
    unsigned char **ret_blob, size_t *ret_len);

/* Errors as for secret_open(). */
int sealed_pair_open(const struct paths *paths, const char *purpose,
    const void *blob, size_t len, struct secret *ret_first,
    struct secret *ret_second);

#endif
