/*
 * store/archive/archive_file: a file of rows that were moved out of the audit
 * log (X1).
 * Layer: store.  Users: archive, control/data.
 *
 * The file FIRST-LAST.jsonl.zst is one Zstandard frame (RFC 8878) and one
 * skippable frame behind it, which zstd(1) ignores:
 *
 *   184D2A5E, 96   magic number and length, 4 bytes each, little-endian
 *   public key     32 bytes
 *   signature      64 bytes, Ed25519 (RFC 8032) of all bytes before this frame
 *
 * The text has one JSON object a line: first
 *   {"fieldauth_audit_archive":1,"first":F,"previous":HASH}
 * where HASH is that of the row before, then the rows, with the columns of the
 * table audit.  Hashes are in hexadecimal, and as in store/core/audit_private.
 * "sealed" is missing from rows whose details were purged.  It is a nonce of 24
 * bytes and a crypto_secretbox of the salt and the body; the keys are in the
 * database alone, so that a later purge reaches the file, too.
 */
#ifndef STORE_ARCHIVE_ARCHIVE_FILE_H
#define STORE_ARCHIVE_ARCHIVE_FILE_H

#include "base/str.h"
#include "store/archive/signer.h"
#include "store/core/audit.h"

struct archive_file {
	unsigned char digest[AUDIT_HASH_LEN]; /* BLAKE2b-256 of the file */
	struct audit_point previous;          /* the row before the first one */
	char *text;                           /* the rows, one a line */
};

/*
 * Read the file at PATH, which must be signed with PUBLIC_KEY; release the
 * result.  Nothing is interpreted before the signature is verified.  STORE
 * parses JSON.  FIELD_ENOTFOUND; FIELD_EINVAL: not an archive; FIELD_EAUTH: not
 * signed with this key, or changed since; FIELD_EVERSION: a later format.
 */
int archive_file_read(struct store *store, const char *path,
    const unsigned char public_key[SIGNER_PUBLIC_LEN],
    struct archive_file *ret_file);
void archive_file_release(struct archive_file *file);

/*
 * Insert the rows into the log of INTO, an empty database in memory
 * (STORE_TRIAL), with the details for which KEYS has the keys and the names of
 * its people; KEYS may be NULL.  FIELD_ECORRUPT.
 */
int archive_file_load(
    const struct archive_file *file, struct store *into, struct store *keys);

/* --- for archive.c ------------------------------------------------------- */

struct audit_link;

/* Append the first line, or that of a row. */
int archive_put_head(struct strbuf *text, const struct audit_point *previous);
int archive_put_row(struct store *store, struct strbuf *text, int64_t first,
    const struct audit_link *link);

/* Compress and sign the text, and make the file durable. */
int archive_file_write(struct store *store, const char *path,
    const struct strbuf *text,
    const unsigned char public_key[SIGNER_PUBLIC_LEN],
    unsigned char ret_digest[AUDIT_HASH_LEN]);

/* What a purge of a person must find: the owner of the details of a row.
 * FIELD_ENOMEM. */
int archive_owner(const struct audit_link *link, struct strbuf *ret_owner);

#define ARCHIVE_KEY_LEN 32 /* crypto_secretbox_KEYBYTES */

/* FIELD_ENOTFOUND. */
int archive_key_get(struct store *store, int64_t first, const char *owner,
    unsigned char ret_key[ARCHIVE_KEY_LEN]);

#endif
