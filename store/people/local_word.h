/*
 * store/people/local_word: names that mean something on every machine.
 * Layer: store.  Users: local, user_login.
 */
#ifndef STORE_PEOPLE_LOCAL_WORD_H
#define STORE_PEOPLE_LOCAL_WORD_H

#include <stdbool.h>

#include "conf/config.h"

/*
 * Whether NAME is a word that no person may be called, on this machine or on
 * one that joins later: root and the names of base-passwd, every group of
 * snapshot/local_group.def, and everything in the name spaces of fieldauth's
 * own groups ('role-', 'perm-', ..., 'assignable', 'gone-').
 */
bool local_name_is_reserved(const char *name);

/* Whether a group of that name means power over a machine, so that no role may
 * carry it: snapshot/local_group.def, and [ids] denied_groups (or NULL). */
bool local_word_is_powerful(const struct config *config, const char *name);

#endif
