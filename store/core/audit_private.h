/*
 * store/core/audit_private: the chain of the audit log.
 * Layer: store.  Users: audit.c, audit_read.c, store/archive.
 *
 * hash = BLAKE2b-256(previous hash, seq, at, each text with its length, detail
 * hash).  Numbers have 8 bytes, least significant first; the previous hash of
 * the first row is zeros.  detail hash = BLAKE2b-256 of the body, keyed with
 * the row's salt.  A purge removes both; the hash that remains reveals nothing
 * about them.
 *
 * The form of a row determines which texts are hashed: form 1, in rows written
 * before further texts were added, hashes the first nine; form 2 hashes all.  A
 * row of form 1 must be empty in the texts that its hash does not cover.
 */
#ifndef STORE_CORE_AUDIT_PRIVATE_H
#define STORE_CORE_AUDIT_PRIVATE_H

#include <stdint.h>

#include "store/core/audit_point.h"

#define AUDIT_SALT_LEN 16 /* crypto_generichash_KEYBYTES_MIN */

/* actor, action, module, subject, org_id, terminal, service, outcome, reason,
 * behind, via, impersonator, entered_from, method: the order of the columns in
 * the statements, and of the texts in the hash. */
#define AUDIT_TEXTS_FORM_1 9
#define AUDIT_TEXTS        14
#define AUDIT_FORM         2 /* of new rows */

struct audit_link {
	int64_t seq, at, form;
	const char *texts[AUDIT_TEXTS];
	const unsigned char *detail_hash; /* AUDIT_HASH_LEN bytes */
	/* AUDIT_HASH_LEN bytes; not used by audit_hash_row() */
	const unsigned char *hash;
	const unsigned char *salt; /* AUDIT_SALT_LEN bytes; NULL: purged */
	const char *detail;
};

/* FORM is 1 or 2. */
void audit_hash_row(const unsigned char previous[AUDIT_HASH_LEN],
    const struct audit_link *link, unsigned char ret_hash[AUDIT_HASH_LEN]);

/* SALT has AUDIT_SALT_LEN bytes. */
void audit_hash_detail(
    const void *salt, const char *body, unsigned char ret_hash[AUDIT_HASH_LEN]);

/* The current row of a statement with the columns AUDIT_WALK; its texts are
 * valid until the next step.  FIELD_ECORRUPT: a hash has another length. */
int audit_read_link(struct query *query, struct audit_link *ret_link);

/* Insert the row, and its detail unless that was purged. */
int audit_insert(struct store *store, const struct audit_link *link);

#endif
