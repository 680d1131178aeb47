/*
 * store/publish/compile: compiles the snapshot from the tables.
 * Layer: store.  Users: publish only.
 *
 * Runs within one read transaction of the caller's.  Tables with few rows
 * (groups, roles, places, permissions) are loaded first, then people in the
 * order in which they are stored.  The rows that belong to people are read
 * once, as parallel streams ordered by the person's id.  Ids are random:
 * reading people in that order would mean random access to all of them.
 */
#ifndef STORE_PUBLISH_COMPILE_H
#define STORE_PUBLISH_COMPILE_H

#include <stddef.h>
#include <stdint.h>

#include "store/db/db.h"

/* Differences between the snapshot and the database. */
enum publish_gap_kind {
	GAP_ENTRY,   /* a person or group that was left out */
	GAP_GRANT,   /* a local group that ROLE grants without effect (R16) */
	GAP_MEMBERS, /* a group that lists only its first members */
};
struct publish_gap {
	enum publish_gap_kind kind;
	const char *name; /* of the person or group */
	const char *why;  /* a part of a sentence, marked N_(); or NULL */
	const char *role; /* its codename; only for GAP_GRANT */
	uint32_t listed, members; /* only for GAP_MEMBERS */
};

/* Called for each gap; may be NULL. */
struct compile_report {
	void (*visit)(const struct publish_gap *gap, void *context);
	void *context;
};

/* Identifies the current local groups that roles grant; see snapshot_params.
 * FIELD_EIO. */
int compile_grants(struct store *store, uint64_t *ret_grants);

/* The caller frees *ret_bytes.  FIELD_ENOMEM, FIELD_EINVAL (an id range of the
 * configuration that must not be published), and errors of reading. */
int compile_snapshot(struct store *store, const struct compile_report *report,
    uint8_t **ret_bytes, size_t *ret_len);

#endif
