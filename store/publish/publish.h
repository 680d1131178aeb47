/*
 * store/publish/publish: compiles the snapshot from the database and publishes
 * it.
 * Layer: store.  Users: change_commit, fieldauth-signin, fieldctl publish.
 *
 * One read transaction, ordered passes, no JOIN per group.  People whose login
 * or uid has been assigned to another account of the machine are left out;
 * local groups are resolved by name and checked again.
 */
#ifndef STORE_PUBLISH_PUBLISH_H
#define STORE_PUBLISH_PUBLISH_H

#include "store/db/db.h"
#include "store/publish/compile.h"

/*
 * FORCE publishes an equal generation again.  Name caches on this machine are
 * notified, for at most a second.  FIELD_EFULL, FIELD_EIO.
 */
int publish(struct store *store, bool force);

/* Whether publishing could not notify a cache since this function was last
 * called: the cache may still return old data. */
bool publish_left_caches(void);

/* Notify them again of the published snapshot, in the first rounds of a process
 * that see it: the result of a look-up that took longer than publishing may
 * have been cached after the first notification. */
void publish_remind_caches(struct store *store);

/* Whether the snapshot is older than the database, missing, damaged, past the
 * next time-based change of memberships, or was compiled when the local groups
 * that roles grant were different (R16). */
bool publish_is_due(struct store *store);

/* Visit what publishing leaves out, for doctor. */
int publish_gaps(struct store *store,
    void (*visit)(const struct publish_gap *gap, void *context), void *context);

#endif
