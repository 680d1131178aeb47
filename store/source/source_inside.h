/*
 * store/source/source_inside: shared by the files of store/source.
 * Layer: store.  Users: source*.c alone.
 */
#ifndef STORE_SOURCE_SOURCE_INSIDE_H
#define STORE_SOURCE_SOURCE_INSIDE_H

#include "store/source/source.h"

/* Run the bound statement in a transaction of its own: durable on return. */
int source_run_alone(struct store *store, struct query *query);

/* Source by id, and whether the acting person may change it: the first step
 * of every verb.  NO_SUCH_SOURCE, or what the rules say. */
int source_for_change(struct change *change, const char *source_id,
    struct source *ret_source, struct refusal *why);

#endif
