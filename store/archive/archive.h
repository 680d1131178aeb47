/*
 * store/archive/archive: moving old rows of the audit log to signed files (X1).
 * Layer: store.  Users: control/data, store/view/log.
 *
 * A file is durable before the transaction commits that removes its rows.  A
 * crash in between leaves a file that the database does not know: the next
 * archive replaces it, or sets it aside as NAME.orphan, because a database that
 * was restored from an older copy no longer knows files that are still needed.
 */
#ifndef STORE_ARCHIVE_ARCHIVE_H
#define STORE_ARCHIVE_ARCHIVE_H

#include "store/archive/archive_file.h"

#define ARCHIVE_FOLDER    "archive" /* below state_dir, 0700 */
#define ARCHIVE_NAME_SIZE 64
#define ARCHIVE_ROWS      20000 /* of one file, and so of one transaction */
/* What is archived if no time is given: rows older than a year. */
#define ARCHIVE_AGE_S ((int64_t)365 * 24 * 3600)

struct archive {
	int64_t first, last;
	char file[ARCHIVE_NAME_SIZE];
	unsigned char digest[AUDIT_HASH_LEN];
};

/*
 * Move the oldest rows to one file, until the first row that is not older than
 * BEFORE_S, at most ARCHIVE_ROWS of them.  The log gets a row with the range, the
 * hash of the last row, and the digest of the file.  Only root: FIELD_EDENIED
 * with *why.  FIELD_ENOTFOUND: there are no such rows.  Also FIELD_EFULL and
 * FIELD_EIO, and the errors of signer_make().
 */
int archive_make(struct change *change, int64_t before_s,
    struct archive *ret_archive, struct refusal *why);

/* A file that does not continue the log. */
struct archive_fault {
	char file[ARCHIVE_NAME_SIZE]; /* "": the fault is in the log itself */
	bool is_missing;
	int64_t seq; /* the first bad row */
};

/* Verify the whole log: every file, with its signature and digest, then the rows
 * that are still in the database.  FIELD_ECORRUPT with *ret_fault. */
int archive_verify_all(struct store *store, struct archive_fault *ret_fault);

/* Verify the rows of one file.  The result is its last row.  FIELD_ECORRUPT with
 * the first bad row. */
int archive_verify_file(struct store *store, const struct archive_file *file,
    struct audit_point *ret_last, int64_t *ret_bad_seq);

#endif
