/*
 * store/core/audit_point: points of the chain of the audit log.
 * Layer: store.  Users: audit, archive, syncd.
 */
#ifndef STORE_CORE_AUDIT_POINT_H
#define STORE_CORE_AUDIT_POINT_H

#include <stdint.h>

#include "store/db/db.h"

#define AUDIT_HASH_LEN 32 /* crypto_generichash_BYTES */

/* The number and hash of a row, 0 and zeros before the first one. */
struct audit_point {
	int64_t seq;
	unsigned char hash[AUDIT_HASH_LEN];
};

/* The last row that was moved to a file (store/archive). */
int audit_archived(struct store *store, struct audit_point *ret_point);

/* The last row.  A point that was noted elsewhere shows later whether the rows
 * up to it are still the same. */
int audit_head(struct store *store, struct audit_point *ret_point);

#endif
