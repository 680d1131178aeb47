/*
 * store/publish/compile: from the tables to the snapshot's bytes.
 * Layer: store.  Users: publish alone.
 *
 * Within one read transaction of the caller's.  What few rows describe
 * (groups, roles, places, permissions) is loaded first, then people in the
 * order in which they are stored.  What belongs to each passes by once, side by
 * side, ordered by the person's id.  Ids are random: to read people in their
 * order would be to jump about in all of them.
 */
#ifndef STORE_PUBLISH_COMPILE_H
#define STORE_PUBLISH_COMPILE_H

#include <stddef.h>
#include <stdint.h>

#include "store/db/db.h"

/* What the snapshot does not show as the database has it. */
enum publish_gap_kind {
	GAP_ENTRY, /* a person or group that is left out */
	GAP_GRANT, /* a group of the machine that ROLE carries in vain (R16) */
	GAP_MEMBERS, /* a group that lists the first members alone */
};
struct publish_gap {
	enum publish_gap_kind kind;
	const char *name; /* of the person or group */
	const char *why;  /* a part of a sentence, marked N_(); or NULL */
	const char *role; /* its codename; of GAP_GRANT alone */
	uint32_t listed, members; /* of GAP_MEMBERS alone */
};

/* Called for each gap; may be NULL. */
struct compile_report {
	void (*visit)(const struct publish_gap *gap, void *context);
	void *context;
};

/* What stands for the groups of the machine that roles carry, as they are now:
 * snapshot_params has it.  FIELD_EIO. */
int compile_grants(struct store *store, uint64_t *ret_grants);

/* *ret_bytes is the caller's to free.  FIELD_ENOMEM, FIELD_EINVAL (an id range
 * of the configuration that may not be published), and those of reading. */
int compile_snapshot(struct store *store, const struct compile_report *report,
    uint8_t **ret_bytes, size_t *ret_len);

#endif
