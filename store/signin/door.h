/*
 * store/signin/door: whether a person may send requests through control.sock.
 * Layer: store.  Users: control.
 */
#ifndef STORE_SIGNIN_DOOR_H
#define STORE_SIGNIN_DOOR_H

#include <sys/types.h>

#include "store/people/user.h"

/* The service name of these requests in the log. */
#define DOOR_SERVICE "control.sock"

/*
 * Check the person with UID in the same way as an open session: state,
 * organisation, site, expiry.  Locks and secrets do not count, since no secret
 * is requested.  FIELD_EDENIED with *why: not one of our people (root and
 * system users are not), or not allowed to act now.  FIELD_OK with the person.
 */
int door_judge(
    struct store *store, uid_t uid, struct user *ret_user, struct refusal *why);

#endif
