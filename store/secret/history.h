/*
 * store/secret/history: former passwords, which cannot be chosen again (L1).
 * Layer: store.  Users: secret, verb/user_state.
 *
 * When a password is replaced or dropped, its hash is kept, and of a person's
 * former hashes as many as the policy password_history says.  Temporary
 * passwords are not kept: they are random, expire, and would push out the
 * passwords that the person has used.  What an administrator gave counts like
 * any other.
 */
#ifndef STORE_SECRET_HISTORY_H
#define STORE_SECRET_HISTORY_H

#include "store/core/policy.h"
#include "store/core/user.h"
#include "store/db/db.h"

/* Within the change, before USER's password is replaced or dropped. */
int history_keep(struct store *store, const struct user *user,
    const struct policies *policies);

#endif
