/*
 * store/signin/door: whether a person may ask anything through control.sock.
 * Layer: store.  Users: control.
 */
#ifndef STORE_SIGNIN_DOOR_H
#define STORE_SIGNIN_DOOR_H

#include <sys/types.h>

#include "store/people/user.h"

/* The service of what is asked there, in the log. */
#define DOOR_SERVICE "control.sock"

/*
 * Judge the person with UID as a session of theirs is judged that is open:
 * state, organisation, site, expiry; locks and secrets do not count, for none
 * is asked for.  FIELD_EDENIED with *why: not one of ours (root and the uids
 * of the system are not), or may not act now.  FIELD_OK with the person.
 */
int door_judge(
    struct store *store, uid_t uid, struct user *ret_user, struct refusal *why);

#endif
