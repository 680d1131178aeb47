/* The acting person of reads. */
#include "base/err.h"
#include "store/access/actor.h"
#include "store/access/viewer.h"

int
viewer_load(
    struct store *store, const struct actor *actor, struct viewer *ret_viewer)
{
	struct viewer viewer = { .store = store };
	int rc = actor_facts(store, actor, &viewer.actor);

	if (rc == FIELD_OK)
		*ret_viewer = viewer;
	return rc;
}

struct viewer
viewer_root(struct store *store)
{
	return (struct viewer){
		.store = store,
		.actor = { .kind = ACTOR_ROOT },
	};
}
