/*
 * store/people/home_move: a home folder gets another path.
 * Layer: store.  Users: control/user.
 */
#ifndef STORE_PEOPLE_HOME_MOVE_H
#define STORE_PEOPLE_HOME_MOVE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/core/reason.h"

/*
 * Rename the folder FROM of the person with UID to TO, which must not exist.
 * Both lie in folders that root alone can change, on one filesystem; FROM is a
 * folder of the person, neither a link nor a mount point.  Nothing in it is
 * opened or changed.  ONLY_LOOK: check all of this, rename nothing.  FIELD_EDENIED
 * with *why HOME_NOT_MOVED.
 */
int home_move(const char *from, const char *to, uint32_t uid, bool only_look,
    struct refusal *why);

#endif
