/* Moves rows to a file.  MUST: rows are removed only after the file with them is
 * durable, in the transaction that raises the mark; tested by test_archive and
 * archive.bats. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "store/archive/archive.h"
#include "store/core/audit_private.h"
#include "store/core/detail.h"

#define NAME_FORMAT "%" PRId64 "-%" PRId64 ".jsonl.zst"
#define TEXT_MAX    ((size_t)32 << 20) /* rows with long details: fewer */

static int
last_before(struct store *store, int64_t before_s, int64_t *ret_seq)
{
	struct query *query = db_query(store, SQL_ARCHIVE_LAST);
	int rc;

	db_bind_int(query, 1, before_s);
	rc = db_step(query);
	*ret_seq = rc == 1 ? db_int(query, ONLY_COLUMN) : 0;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* Write the rows after *POINT, which becomes the last one that was written. */
static int
compose(struct store *store, int64_t last, struct audit_point *point,
    struct strbuf *text)
{
	const int64_t first = point->seq + 1;
	struct query *query;
	int rc = archive_put_head(text, point);

	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_AUDIT_WALK);
	db_bind_int(query, 1, point->seq);
	db_bind_int(query, 2, last);
	for (rc = db_step(query); rc == 1 && text->len < TEXT_MAX;
	     rc = db_step(query)) {
		struct audit_link link;

		rc = audit_read_link(query, &link);
		if (rc == FIELD_OK)
			rc = archive_put_row(store, text, first, &link);
		if (rc != FIELD_OK)
			break;
		point->seq = link.seq;
		memcpy(point->hash, link.hash, AUDIT_HASH_LEN);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* --- files that the database does not know ------------------------------------ */

static bool
is_unknown(const char *name, int64_t mark)
{
	char expected[ARCHIVE_NAME_SIZE];
	int64_t first, last;

	return sscanf(name, "%" SCNd64 "-%" SCNd64, &first, &last) == 2 &&
	    str_format(expected, sizeof(expected), NAME_FORMAT, first, last) &&
	    strcmp(name, expected) == 0 && first > mark;
}

/* Files of rows that are still in the database. */
static int
set_unknown_aside(const char *folder, int64_t mark)
{
	char from[PATHS_MAX + 256 + 1], to[sizeof(from) + 8];
	const struct dirent *entry;
	DIR *dir = opendir(folder);
	int rc = FIELD_OK;

	if (dir == NULL)
		return file_error();
	for (entry = readdir(dir); rc == FIELD_OK && entry != NULL;
	     entry = readdir(dir)) {
		if (!is_unknown(entry->d_name, mark))
			continue;
		(void)str_format(
		    from, sizeof(from), "%s/%s", folder, entry->d_name);
		(void)str_format(to, sizeof(to), "%s.orphan", from);
		if (rename(from, to) < 0)
			rc = file_error();
	}
	(void)closedir(dir);
	return rc;
}

static int
write_file(struct change *change, int64_t mark, const struct strbuf *text,
    struct archive *archive)
{
	struct store *store = change_store(change);
	unsigned char public_key[SIGNER_PUBLIC_LEN];
	char folder[PATHS_MAX + 16], path[sizeof(folder) + ARCHIVE_NAME_SIZE];
	int rc = signer_make(change, public_key);

	if (rc != FIELD_OK)
		return rc;
	(void)str_format(folder, sizeof(folder), "%s/" ARCHIVE_FOLDER,
	    store_paths(store)->state_dir);
	(void)str_format(path, sizeof(path), "%s/%s", folder, archive->file);
	rc = file_make_folder(folder, 0700);
	if (rc == FIELD_OK)
		rc = set_unknown_aside(folder, mark);
	if (rc == FIELD_OK)
		rc = archive_file_write(
		    store, path, text, public_key, archive->digest);
	return rc;
}

/* --- the database ---------------------------------------------------------------- */

static int
drop_rows(struct store *store, enum sql_id id, int64_t last)
{
	struct query *query = db_query(store, id);

	db_bind_int(query, 1, last);
	return db_run(query);
}

static int
move_mark(struct store *store, const struct audit_point *last)
{
	struct query *query = db_query(store, SQL_ARCHIVE_MARK);
	int rc;

	db_bind_int(query, 1, last->seq);
	db_bind_blob(query, 2, last->hash, AUDIT_HASH_LEN);
	rc = db_run(query);
	if (rc == FIELD_OK)
		rc = drop_rows(store, SQL_ARCHIVE_DROP_DETAILS, last->seq);
	return rc == FIELD_OK ?
	    drop_rows(store, SQL_ARCHIVE_DROP_ROWS, last->seq) :
	    rc;
}

static int
record(struct change *change, const struct archive *archive)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_ARCHIVE_INSERT);

	db_bind_int(query, 1, archive->first);
	db_bind_int(query, 2, archive->last);
	db_bind_text(query, 3, archive->file);
	db_bind_blob(query, 4, archive->digest, AUDIT_HASH_LEN);
	db_bind_text(query, 5, change_actor(change)->id);
	db_bind_int(query, 6, store_now_s(store));
	return db_run(query);
}

/* Before the rows are removed, so that the log never is empty. */
static int
log_archive(struct change *change, const struct archive *archive,
    const struct audit_point *last)
{
	char digest[2 * AUDIT_HASH_LEN + 1], hash[sizeof(digest)];
	struct detail detail = DETAIL_INIT;
	const struct audit_entry entry = { .action = "audit.archive",
		.subject = "",
		.org_id = "",
		.detail = &detail };

	(void)sodium_bin2hex(
	    digest, sizeof(digest), archive->digest, AUDIT_HASH_LEN);
	(void)sodium_bin2hex(hash, sizeof(hash), last->hash, AUDIT_HASH_LEN);
	detail_text(&detail, "file", archive->file);
	detail_int(&detail, "first", archive->first);
	detail_int(&detail, "last", archive->last);
	detail_text(&detail, "hash", hash);
	detail_text(&detail, "digest", digest);
	return audit_append(change, &entry);
}

static int
move_rows(struct change *change, const struct archive *archive,
    const struct audit_point *last)
{
	int rc = record(change, archive);

	if (rc == FIELD_OK)
		rc = log_archive(change, archive, last);
	return rc == FIELD_OK ? move_mark(change_store(change), last) : rc;
}

int
archive_make(struct change *change, int64_t before_s,
    struct archive *ret_archive, struct refusal *why)
{
	struct store *store = change_store(change);
	struct strbuf text = STRBUF_INIT;
	struct archive archive = { 0 };
	struct audit_point point;
	int64_t mark, last = 0;
	int rc;

	if (change_actor(change)->kind != ACTOR_ROOT)
		return refuse(why, REASON_ROOT_ONLY, "audit.archive", NULL);
	rc = audit_archived(store, &point);
	if (rc == FIELD_OK)
		rc = last_before(store, before_s, &last);
	if (rc == FIELD_OK && last <= point.seq)
		rc = FIELD_ENOTFOUND;
	if (rc != FIELD_OK)
		return rc;
	mark = point.seq;
	if (last > mark + ARCHIVE_ROWS)
		last = mark + ARCHIVE_ROWS;
	rc = compose(store, last, &point, &text);
	archive.first = mark + 1;
	archive.last = point.seq;
	(void)str_format(archive.file, sizeof(archive.file), NAME_FORMAT,
	    archive.first, archive.last);
	if (rc == FIELD_OK)
		rc = write_file(change, mark, &text, &archive);
	if (rc == FIELD_OK)
		rc = move_rows(change, &archive, &point);
	if (rc == FIELD_OK)
		*ret_archive = archive;
	strbuf_release(&text);
	return rc;
}
