/*
 * store/core/told: people to be told, after the commit, of a change that
 * concerns them.
 * Layer: store.  Users: store/verb, store/after.
 *
 * Kept in memory: a crash after the commit loses them, and no person depends on
 * the message.
 */
#ifndef STORE_CORE_TOLD_H
#define STORE_CORE_TOLD_H

#include <stddef.h>

#include "base/id.h"

struct change; /* store/core/change, which holds the list */

/* Ids of people, each once. */
struct told {
	char (*ids)[ID_SIZE];
	size_t count;
};

/* PERSON_ID is to be told that their roles have changed.  FIELD_ENOMEM. */
int change_tell_person(struct change *change, const char *person_id);

/* Take them out of CHANGE, before change_commit() frees it.  The caller calls
 * told_release(). */
struct told change_take_told(struct change *change);
void told_release(struct told *told);

#endif
