/*
 * store/home/home_move: moves a home folder to another path.
 * Layer: store.  Users: control/user.
 */
#ifndef STORE_HOME_HOME_MOVE_H
#define STORE_HOME_HOME_MOVE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/core/reason.h"

/*
 * Rename the folder FROM of the person with UID to TO, which must not exist.
 * Both must be in folders that only root can change, on one file system; FROM
 * must be a folder of the person, neither a link nor a mount point.  Nothing in
 * it is opened or changed.  ONLY_LOOK: check all of this without renaming.
 * FIELD_EDENIED with *why HOME_NOT_MOVED.
 */
int home_move(const char *from, const char *to, uint32_t uid, bool only_look,
    struct refusal *why);

#endif
