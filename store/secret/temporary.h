/*
 * store/secret/temporary: passwords that are read from paper or a screen and
 * typed once (L3).
 * Layer: store.  Users: control/user.
 *
 * Groups of four, parted by dashes, of TEMPORARY_DIGITS: no two of these look
 * alike in print or in handwriting, none needs the shift key, and without
 * vowels they spell no word.  Four groups have 69 bits; a policy
 * min_password_length that asks for more gets more.
 */
#ifndef STORE_SECRET_TEMPORARY_H
#define STORE_SECRET_TEMPORARY_H

#include "base/secret.h"
#include "store/core/reason.h"
#include "store/people/user.h"

/* Left out: vowels; l, 1, 0; 2 z, 5 s, 6 b, 8 b, 9 g q, and v beside u, w. */
#define TEMPORARY_DIGITS     "cdfghjkmnprtwxy23457"
#define TEMPORARY_GROUP      4
#define TEMPORARY_GROUPS_MIN 4

/* One for USER that fulfils all that secret_check_new() asks; release it.
 * FIELD_ENOMEM, FIELD_EIO; FIELD_EDENIED with *why: none was found. */
int temporary_make(struct store *store, const struct user *user,
    struct secret *ret_password, struct refusal *why);

#endif
