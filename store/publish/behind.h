/*
 * store/publish/behind: compares what the published snapshot grants a person
 * with what the database grants.
 * Layer: store.  Users: fieldauth-signin, fieldctl explain.
 *
 * If a snapshot cannot be published (its disk is full or read-only), NSS
 * continues to return the contents of the old one.  A person who lost a role
 * must not sign in with its groups; a person who would get the same, or less,
 * may.
 */
#ifndef STORE_PUBLISH_BEHIND_H
#define STORE_PUBLISH_BEHIND_H

#include <stdbool.h>
#include <stdint.h>

#include "store/db/db.h"

/*
 * Whether the snapshot grants the person with UID anything that one compiled
 * now would not: a group, another login name, primary group, home folder or
 * shell, or the account itself.  Compiles the whole snapshot: for the rare case
 * that publishing has failed.  Errors of compile_snapshot() and FIELD_EIO (the
 * snapshot cannot be read): unknown, and the person must be refused.
 */
int behind_gives_more(struct store *store, uint32_t uid, bool *ret_more);

#endif
