/*
 * store/backup: copies of the database, and going back to one.
 * Layer: store.  Users: syncd/enforce, fieldctl restore, doctor.
 *
 * A copy is made by VACUUM INTO: consistent, compact, 0600, in the folder
 * 'backup' beside the database.  Seven are kept, one a day.  Numbers never go
 * back: the snapshot carries the high-water marks of uids and gids.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/db.h"

#define BACKUP_KEPT 7

struct backup {
	char path[PATHS_MAX + 64];
	char name[32]; /* "field-2026-11-24.db" */
	int64_t made_at;
	int64_t len; /* bytes */
};

/* Make today's copy if there is none yet, and drop the oldest. */
int backup_make_daily(struct store *store);

/* Newest first; free() the array.  No folder is an empty list. */
int backup_list(const struct paths *paths, struct backup **ret_backups,
    size_t *ret_count);

/*
 * Put the copy PATH in the place of the database: checked first
 * (integrity_check, application_id, a version that this program knows), given
 * a new database id, its next uid and gid raised to what the snapshot has
 * seen; what was there is kept as field.db.replaced.  No program may have the
 * database open: FIELD_EBUSY while a writer holds its lock.  FIELD_ENOTFOUND,
 * FIELD_ECORRUPT, FIELD_EVERSION, FIELD_EFULL, FIELD_EIO.
 */
int backup_restore(const struct paths *paths, const struct config *config,
    const char *path);

#endif
