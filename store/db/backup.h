/*
 * store/db/backup: copies of the database, and restoring one.
 * Layer: store.  Users: syncd/enforce, fieldctl restore, doctor.
 *
 * A copy is made by VACUUM INTO: consistent, compact, 0600, in the folder
 * 'backup' beside the database.  It gets its name when each page of it has been
 * checked and is durable.  Of the daily copies seven are kept, and as many of
 * those that are asked for, so that neither kind displaces the other.  Numbers
 * never go back: a copy that is restored takes over the high-water marks of the
 * snapshot and of the database that it replaces.
 */
#ifndef STORE_DB_BACKUP_H
#define STORE_DB_BACKUP_H

#include "store/db/db.h"

#define BACKUP_KEPT 7 /* of each kind */

struct backup {
	/* "field-2026-11-24.db"; on request "field-2026-11-24T101530Z.db" */
	char name[32];
	char path[PATHS_MAX + 64];
	bool daily;
	int64_t made_at;
	int64_t len; /* bytes */
};

/* Make today's copy if there is none yet, and drop the oldest.  FIELD_EFULL,
 * FIELD_EIO, FIELD_ECORRUPT: what was copied is damaged, and not kept. */
int backup_make_daily(struct store *store);

/* Make one now.  Errors as above. */
int backup_make_now(struct store *store, struct backup *ret_backup);

/* Newest first; free() the array.  Without the folder the list is empty. */
int backup_list(
    const struct paths *paths, struct backup **ret_backups, size_t *ret_count);

/*
 * Replace the database by the copy at PATH.  The copy is checked first and gets
 * a new database id, so that its snapshot is always published.  The old
 * database is kept beside it as field.db.replaced.  The caller publishes.
 * FIELD_EBUSY (a writer holds the database), FIELD_ENOTFOUND, FIELD_ECORRUPT,
 * FIELD_EVERSION, FIELD_EFULL, FIELD_EIO: the database is unchanged.
 */
int backup_restore(
    const struct paths *paths, const struct config *config, const char *path);

#endif
