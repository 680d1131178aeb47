/* Verifies the whole log, files included.  It never changes anything. */
#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "store/archive/archive.h"

int
archive_verify_file(struct store *store, const struct archive_file *file,
    struct audit_point *ret_last, int64_t *ret_bad_seq)
{
	const struct store_options options = { .paths = store_paths(store),
		.config = store_config(store),
		.mode = STORE_TRIAL };
	struct store *rows = NULL;
	int rc = store_open(&options, &rows);

	*ret_last = file->previous;
	*ret_bad_seq = file->previous.seq + 1;
	if (rc == FIELD_OK)
		rc = archive_file_load(file, rows, NULL);
	if (rc == FIELD_OK)
		rc = audit_verify_after(rows, ret_last, ret_bad_seq);
	store_close(rows);
	return rc;
}

/* One row of the table of files.  *POINT is the last row of the file before,
 * and becomes that of this one. */
static int
verify_next(struct store *store, struct query *query,
    const unsigned char public_key[SIGNER_PUBLIC_LEN],
    struct audit_point *point, struct archive_fault *fault)
{
	const int64_t last = db_int(query, ARCHIVE_LAST_SEQ);
	struct archive_file file = { .text = NULL };
	char path[PATHS_MAX + 16 + ARCHIVE_NAME_SIZE];
	size_t len;
	const void *digest = db_blob(query, ARCHIVE_DIGEST, &len);
	int rc;

	db_copy(query, ARCHIVE_FILE, fault->file, sizeof(fault->file));
	fault->seq = point->seq + 1;
	(void)str_format(path, sizeof(path), "%s/" ARCHIVE_FOLDER "/%s",
	    store_paths(store)->state_dir, fault->file);
	rc = archive_file_read(store, path, public_key, &file);
	fault->is_missing = rc == FIELD_ENOTFOUND;
	if (rc == FIELD_OK &&
	    (len != AUDIT_HASH_LEN ||
		memcmp(digest, file.digest, AUDIT_HASH_LEN) != 0 ||
		file.previous.seq != point->seq ||
		memcmp(file.previous.hash, point->hash, AUDIT_HASH_LEN) != 0))
		rc = FIELD_ECORRUPT;
	if (rc == FIELD_OK)
		rc = archive_verify_file(store, &file, point, &fault->seq);
	if (rc == FIELD_OK && point->seq != last)
		rc = FIELD_ECORRUPT;
	archive_file_release(&file);
	return rc == FIELD_ENOTFOUND || rc == FIELD_EINVAL ||
		rc == FIELD_EAUTH ?
	    FIELD_ECORRUPT :
	    rc;
}

static int
verify_files(
    struct store *store, struct audit_point *point, struct archive_fault *fault)
{
	unsigned char public_key[SIGNER_PUBLIC_LEN] = { 0 };
	int rc = signer_public(store, public_key);
	struct query *query;

	if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
		return rc;
	query = db_query(store, SQL_ARCHIVE_LIST);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		rc = verify_next(store, query, public_key, point, fault);
		if (rc != FIELD_OK)
			break;
	}
	db_done(query);
	return rc;
}

static int
verify_all(struct store *store, struct archive_fault *ret_fault)
{
	struct audit_point point = { 0 }, mark;
	struct archive_fault fault = { .seq = 0 };
	int rc = verify_files(store, &point, &fault);

	if (rc == FIELD_OK) {
		fault = (struct archive_fault){ .seq = point.seq + 1 };
		rc = audit_archived(store, &mark);
	}
	if (rc == FIELD_OK &&
	    (mark.seq != point.seq ||
		memcmp(mark.hash, point.hash, AUDIT_HASH_LEN) != 0))
		rc = FIELD_ECORRUPT;
	if (rc == FIELD_OK)
		rc = audit_verify_after(store, &point, &fault.seq);
	*ret_fault = fault;
	return rc;
}

/* In one view of the database: rows may be moved meanwhile. */
int
archive_verify_all(struct store *store, struct archive_fault *ret_fault)
{
	int rc = db_begin_read(store);

	if (rc != FIELD_OK)
		return rc;
	rc = verify_all(store, ret_fault);
	db_rollback(store);
	return rc;
}
