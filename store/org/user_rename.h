/*
 * store/org/user_rename: changes a person's login name (U1).
 * Layer: store.  Users: control/user.
 */
#ifndef STORE_ORG_USER_RENAME_H
#define STORE_ORG_USER_RENAME_H

#include "store/core/change.h"
#include "store/core/user.h"

/*
 * Give the person the login name LOGIN.  The former name is spent: it is never
 * given to another person, and only this person may get it back.  An existing
 * home folder remains theirs, at its path; the group of their crew gets the new
 * name.  Refused with SESSIONS_OPEN while the person has open sessions, unless
 * END_SESSIONS is given, which ends all their processes.
 */
int user_rename(struct change *change, const char *person_id, const char *login,
    bool end_sessions, struct refusal *why);

/*
 * Whether the home folder of USER differs from [terminal] home for the login
 * name.  RET_FROM is its path, RET_TO the path by [terminal] home; both have
 * PATHS_MAX bytes.
 */
bool user_home_differs(
    struct store *store, const struct user *user, char *ret_from, char *ret_to);

/*
 * From now on the person's home folder is at the path by [terminal] home; the
 * caller moves the folder.  Does nothing if it is already there.  Refused as
 * user_rename().
 */
int user_home_follow(struct change *change, const char *person_id,
    bool end_sessions, struct refusal *why);

#endif
