/*
 * store/access/viewer: the acting person of reads.
 * Layer: store.  Users: store/view, control, fieldctl.
 *
 * rules_sight() and rules_may_see() decide what the viewer may see; the reads
 * of store/view ask them.  The facts are those at the time they were gathered:
 * a viewer is created for one request, and again for each page of it.
 */
#ifndef STORE_ACCESS_VIEWER_H
#define STORE_ACCESS_VIEWER_H

#include "store/core/change.h"
#include "store/core/rules.h"

struct viewer {
	struct store *store;
	struct rules_actor actor;
};

/* An unknown viewer sees nothing.  A database error. */
int viewer_load(
    struct store *store, const struct actor *actor, struct viewer *ret_viewer);

/* Root, who may see everything. */
struct viewer viewer_root(struct store *store);

#endif
