/*
 * store/db/backup: copies of the database, and restoring one.
 * Layer: store.  Users: syncd/enforce, fieldctl restore, doctor.
 *
 * A copy is made by VACUUM INTO: consistent, compact, 0600, in the folder
 * 'backup' beside the database.  Seven are kept, one per day.  Numbers never
 * decrease: a restored copy takes over the high-water marks of the snapshot and
 * of the database that it replaces.
 */
#ifndef STORE_DB_BACKUP_H
#define STORE_DB_BACKUP_H

#include "store/db/db.h"

#define BACKUP_KEPT 7

struct backup {
	char name[32]; /* "field-2026-11-24.db" */
	char path[PATHS_MAX + 64];
	int64_t made_at;
	int64_t len; /* bytes */
};

/* Make today's copy unless it exists, and remove the oldest one.  FIELD_EFULL,
 * FIELD_EIO. */
int backup_make_daily(struct store *store);

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
