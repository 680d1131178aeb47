/*
 * store/org/user_rename: another login name for a person (U1).
 * Layer: store.  Users: control/user.
 */
#ifndef STORE_ORG_USER_RENAME_H
#define STORE_ORG_USER_RENAME_H

#include "store/core/change.h"
#include "store/core/user.h"

/*
 * Give the person the login name LOGIN.  The former name is spent: it is never
 * given to another person, and only this one may get it back.  A home folder
 * that exists remains the person's, at its path; the group of the person's crew
 * gets the new name.  Refused with SESSIONS_OPEN while the person has open
 * sessions, unless END_SESSIONS is given, which ends everything that runs for
 * them.
 */
int user_rename(struct change *change, const char *person_id, const char *login,
    bool end_sessions, struct refusal *why);

/*
 * Whether the home folder of USER is elsewhere than [terminal] home says for
 * the login name.  RET_FROM is where it is, RET_TO where it would be; both have
 * PATHS_MAX bytes.
 */
bool user_home_differs(
    struct store *store, const struct user *user, char *ret_from, char *ret_to);

/*
 * From now on the person's home folder is where [terminal] home says; the
 * caller moves the folder.  Nothing if it is there.  Refused as user_rename().
 */
int user_home_follow(struct change *change, const char *person_id,
    bool end_sessions, struct refusal *why);

#endif
