/*
 * store/access/viewer: the acting person of reads.
 * Layer: store.  Users: store/view, control, fieldctl.
 *
 * What may be seen is said by rules_sight() and rules_may_see(); the reads of
 * store/view ask them.  The facts are those of the moment at which they were
 * gathered: a viewer is made for one request, and anew for each page of it.
 */
#ifndef STORE_ACCESS_VIEWER_H
#define STORE_ACCESS_VIEWER_H

#include "store/core/change.h"
#include "store/core/rules.h"

struct viewer {
	struct store *store;
	struct rules_actor actor;
};

/* One who is not there sees nothing.  A failure of the database. */
int viewer_load(
    struct store *store, const struct actor *actor, struct viewer *ret_viewer);

/* Root, who sees everything. */
struct viewer viewer_root(struct store *store);

#endif
