/*
 * store/source/source_inside: shared by the files of store/source.
 * Layer: store.  Users: source*.c only.
 */
#ifndef STORE_SOURCE_SOURCE_INSIDE_H
#define STORE_SOURCE_SOURCE_INSIDE_H

#include "store/source/source.h"

/* Run the bound statement in a separate transaction: durable on return. */
int source_run_alone(struct store *store, struct query *query);

/* Get the source by id, and check that the acting person may change it: the
 * first step of every verb.  NO_SUCH_SOURCE, or a reason of rules. */
int source_for_change(struct change *change, const char *source_id,
    struct source *ret_source, struct refusal *why);

#endif
