/*
 * store/publish/publish: compile the snapshot from the database.
 * Layer: store.  Users: change_commit, fieldauth-signin, fieldctl publish.
 *
 * One read transaction, ordered passes, no JOIN for each group.  People whose
 * login or uid the machine has meanwhile given to somebody else are left out;
 * local groups are resolved by name and checked again.
 */
#ifndef STORE_PUBLISH_PUBLISH_H
#define STORE_PUBLISH_PUBLISH_H

#include "store/db/db.h"
#include "store/publish/compile.h"

/*
 * FORCE publishes an equal generation again.  Caches of names on this machine
 * are told, for a second at most.  FIELD_EFULL, FIELD_EIO.
 */
int publish(struct store *store, bool force);

/* Whether publishing could not tell a cache since this was asked last: it goes
 * on showing what was. */
bool publish_left_caches(void);

/* Tell them again of the snapshot that is out, in the first rounds of a process
 * that see it: the answer of a look-up that took longer than publishing was
 * kept after they had been told. */
void publish_remind_caches(struct store *store);

/* Whether the snapshot is older than the database, missing, damaged, past the
 * next instant at which membership changes by itself, or of a time when the
 * machine's groups that roles carry were others (R16). */
bool publish_is_due(struct store *store);

/* What publishing leaves out, for doctor. */
int publish_gaps(struct store *store,
    void (*visit)(const struct publish_gap *gap, void *context), void *context);

#endif
