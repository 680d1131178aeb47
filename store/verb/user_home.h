/*
 * store/verb/user_home: transfer of an existing home folder.
 * Layer: store.  Users: fieldctl user.
 */
#ifndef STORE_VERB_USER_HOME_H
#define STORE_VERB_USER_HOME_H

#include <stdint.h>

#include "store/core/change.h"

/* The verb: ask the rules and log it; home_take() follows the commit. */
int user_take_home(struct change *change, const char *person_id,
    const char *path, uint32_t from, struct refusal *why);

#endif
