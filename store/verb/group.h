/*
 * store/verb/group: groups of the operating system, named by kind.
 * Layer: store.  Users: role, place, org.
 */
#ifndef STORE_VERB_GROUP_H
#define STORE_VERB_GROUP_H

#include "store/core/change.h"

/* Size of a group's name with its NUL, as of a login name. */
#define GROUP_NAME_SIZE 33

/*
 * Create the group 'KIND-NAME' ('assignable' of KIND "assignable" has no name)
 * of the owner, with a new gid.  FIELD_EDENIED with *why BAD_NAME, TAKEN,
 * LOCAL_NAME, NO_IDS_LEFT.
 */
int group_make(struct change *change, const char *kind, const char *owner,
    const char *name, struct refusal *why);

/* Give the group of the owner, if there is one, another name.  Its former name
 * is never given to another group. */
int group_rename(struct change *change, const char *kind, const char *owner,
    const char *name, struct refusal *why);

/* The name and the number stay reserved. */
int group_retire(struct change *change, const char *kind, const char *owner);

#endif
