/*
 * store/people/local_word: names with a fixed meaning on every machine.
 * Layer: store.  Users: local, user_login.
 */
#ifndef STORE_PEOPLE_LOCAL_WORD_H
#define STORE_PEOPLE_LOCAL_WORD_H

#include <stdbool.h>

#include "conf/config.h"

/*
 * Whether NAME is reserved on this machine or on one that joins later: root and
 * the names of base-passwd, every group in snapshot/local_group.def, and the
 * name spaces of fieldauth's own groups ('role-', 'perm-', ..., 'assignable',
 * 'gone-').
 */
bool local_name_is_reserved(const char *name);

/* Whether a group of that name grants control of a machine, so that no role may
 * carry it: by snapshot/local_group.def, or by [ids] denied_groups (may be
 * NULL). */
bool local_word_is_powerful(const struct config *config, const char *name);

#endif
