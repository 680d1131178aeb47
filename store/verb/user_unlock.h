/*
 * store/verb/user_unlock: end a person's locks (Q3).
 * Layer: store.  Users: control/user.
 */
#ifndef STORE_VERB_USER_UNLOCK_H
#define STORE_VERB_USER_UNLOCK_H

#include "store/core/change.h"

/* Failed attempts are forgotten, and passwords are accepted again from
 * everywhere.  Without any, nothing happens.  People cannot unlock their own
 * account: an unattended session must not open the way to more guesses. */
int user_unlock(
    struct change *change, const char *person_id, struct refusal *why);

#endif
