/*
 * store/verb/user_logout: end what a person has running, without a block (X2).
 * Layer: store.  Users: control/session.
 */
#ifndef STORE_VERB_USER_LOGOUT_H
#define STORE_VERB_USER_LOGOUT_H

#include "store/core/change.h"

#define LOGOUT_REASON_MAX 200 /* bytes */

/* Everything of the person ends, with or without a session, and they may sign
 * in again at once.  REASON ("" for none) goes to the log. */
int user_logout(struct change *change, const char *person_id,
    const char *reason, struct refusal *why);

#endif
