/*
 * Restores a copy.  It is prepared beside the database, which stays in use
 * meanwhile, and then replaces it in one step.  A failure must leave the
 * database as it was.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/id.h"
#include "base/str.h"
#include "snapshot/reader.h"
#include "store/db/backup.h"
#include "store/db/db_clock.h"
#include "store/db/db_lock.h"
#include "store/db/db_swap.h"

#define DATABASE_MAX_LEN ((size_t)4 << 30)

/* How long a restore waits for an earlier one, and for a writer. */
#define RESTORE_WAIT_MS 60000
#define WRITERS_WAIT_MS 5000

/* Ids that have been assigned, in whichever of the databases. */
struct high_water {
	int64_t next_uid, next_gid;
};

static void
raise_to(int64_t *value, int64_t at_least)
{
	if (*value < at_least)
		*value = at_least;
}

static void
add_snapshot(const struct paths *paths, struct high_water *water)
{
	struct snapshot_view view;
	struct snapshot_info info;
	char *bytes;
	size_t len;

	if (file_read(paths->snapshot_file, DATABASE_MAX_LEN, &bytes, &len) < 0)
		return;
	if (snapshot_view_memory(bytes, len, &view) == SNAPSHOT_OK) {
		snapshot_get_info(&view, &info);
		raise_to(&water->next_uid, (int64_t)info.uid_high + 1);
		raise_to(&water->next_gid, (int64_t)info.gid_high + 1);
	}
	free(bytes);
}

/* The database that is being replaced. */
static int
add_replaced(struct store *old, struct high_water *water)
{
	struct query *query = db_query(old, SQL_BACKUP_HIGH_WATER);
	int rc = db_step(query);

	if (rc == 1) {
		raise_to(&water->next_uid, db_int(query, HIGH_WATER_NEXT_UID));
		raise_to(&water->next_gid, db_int(query, HIGH_WATER_NEXT_GID));
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* Move everything into the one file that is about to be renamed. */
static int
empty_log(struct store *store)
{
	struct query *query = db_query(store, SQL_BACKUP_CHECKPOINT);
	int rc = db_step(query);

	if (rc == 1)
		rc = db_int(query, CHECKPOINT_BUSY) == 0 ? FIELD_OK :
							   FIELD_EBUSY;
	else if (rc == 0)
		rc = FIELD_EIO;
	db_done(query);
	return rc;
}

/* OLD, the database that is being replaced, may be NULL. */
static int
adopt(struct store *store, const struct store *old,
    const struct high_water *water)
{
	char id[ID_SIZE];
	struct query *query;
	int rc = db_begin(store);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_BACKUP_ADOPT);
	db_bind_text(query, 1, id_make(id));
	db_bind_int(query, 2, water->next_uid);
	db_bind_int(query, 3, water->next_gid);
	rc = db_run(query);
	if (rc == FIELD_OK && old != NULL)
		rc = db_clock_raise(store, old);
	if (rc < 0) {
		db_rollback(store);
		return rc;
	}
	rc = db_commit(store);
	return rc == FIELD_OK ? empty_log(store) : rc;
}

/* One restore.  The copy is prepared in a folder of its own, with a writers'
 * lock of its own. */
struct restoring {
	const struct paths *paths;
	struct paths aside; /* private/restoring/field.db */
	int aside_fd;       /* lock: one restore at a time */
	struct store *copy;
	struct store *old; /* NULL: it can no longer be opened */
	int lock_fd;       /* the writers' lock, where OLD does not hold it */
};

static void
remove_aside(const struct restoring *restoring)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	char file[PATHS_MAX + 8];

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (str_format(file, sizeof(file), "%s%s",
			restoring->aside.db_file, suffixes[i]))
			(void)unlink(file);
}

static int
enter_aside(struct restoring *restoring)
{
	struct paths *aside = &restoring->aside;
	char lock[PATHS_MAX + 16];
	int rc;

	*aside = *restoring->paths;
	if (!str_format(aside->private_dir, sizeof(aside->private_dir),
		"%s/restoring", restoring->paths->private_dir) ||
	    !str_format(aside->db_file, sizeof(aside->db_file), "%s/field.db",
		aside->private_dir) ||
	    !str_format(
		lock, sizeof(lock), "%s/restore.lock", aside->private_dir))
		return FIELD_EINVAL;
	rc = file_make_folder(restoring->paths->private_dir, 0700);
	if (rc == FIELD_OK)
		rc = file_make_folder(aside->private_dir, 0700);
	if (rc == FIELD_OK)
		rc = file_lock(lock, RESTORE_WAIT_MS, &restoring->aside_fd);
	if (rc == FIELD_OK) /* left by a restore that was killed */
		remove_aside(restoring);
	return rc;
}

static int
bring(const char *from, const char *to)
{
	char *bytes = NULL;
	size_t len;
	int rc = file_read(from, DATABASE_MAX_LEN, &bytes, &len);

	if (rc == FIELD_OK)
		rc = file_replace(to, bytes, len, 0600);
	free(bytes);
	return rc;
}

/* With its log, which a file that was kept as field.db.replaced may have. */
static int
bring_database(const struct restoring *restoring, const char *path)
{
	char from_wal[PATHS_MAX + 8], to_wal[PATHS_MAX + 8];
	int rc = bring(path, restoring->aside.db_file);

	if (rc < 0)
		return rc;
	if (!str_format(from_wal, sizeof(from_wal), "%s-wal", path) ||
	    !str_format(
		to_wal, sizeof(to_wal), "%s-wal", restoring->aside.db_file))
		return FIELD_EINVAL;
	rc = bring(from_wal, to_wal);
	return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
}

/* Everything that takes time, while other programs keep working: copy PATH
 * here, migrate it, and check every page. */
static int
prepare_copy(
    struct restoring *restoring, const struct config *config, const char *path)
{
	const struct store_options options = { .paths = &restoring->aside,
		.config = config,
		.mode = STORE_WRITE };
	int rc = bring_database(restoring, path);

	if (rc == FIELD_OK)
		rc = store_open(&options, &restoring->copy);
	return rc == FIELD_OK ? store_check_integrity(restoring->copy) : rc;
}

/* Whether a database that returned RC may still have other writers. */
static bool
is_out_of_reach(int rc)
{
	return rc == FIELD_EBUSY || rc == FIELD_ENOMEM;
}

/*
 * Keep all writers out until the files have been exchanged: by a transaction of
 * the old database or, if that is damaged, by the lock alone.
 */
static int
keep_writers_out(struct restoring *restoring, const struct config *config)
{
	const struct store_options options = { .paths = restoring->paths,
		.config = config,
		.mode = STORE_WRITE,
		.busy_timeout_ms = WRITERS_WAIT_MS };
	int rc = store_open(&options, &restoring->old);

	if (rc == FIELD_OK)
		rc = db_begin(restoring->old);
	if (rc == FIELD_OK || is_out_of_reach(rc))
		return rc;
	store_close(restoring->old);
	restoring->old = NULL;
	rc = db_lock_acquire(
	    restoring->paths, WRITERS_WAIT_MS, &restoring->lock_fd);
	return rc == FIELD_OK ?
	    db_swap_finish(restoring->paths, WRITERS_WAIT_MS) :
	    rc;
}

/* Read the numbers only when no other process can assign one. */
static int
adopt_numbers(struct restoring *restoring)
{
	struct high_water water = { 0, 0 };

	add_snapshot(restoring->paths, &water);
	/* Damage that is only found now must not prevent a restore. */
	if (restoring->old != NULL)
		(void)add_replaced(restoring->old, &water);
	return adopt(restoring->copy, restoring->old, &water);
}

static int
restore(
    struct restoring *restoring, const struct config *config, const char *path)
{
	int rc = enter_aside(restoring);

	if (rc == FIELD_OK)
		rc = prepare_copy(restoring, config, path);
	if (rc == FIELD_OK)
		rc = keep_writers_out(restoring, config);
	if (rc < 0)
		return rc;
	rc = adopt_numbers(restoring);
	store_close(restoring->copy);
	restoring->copy = NULL;
	if (rc == FIELD_OK)
		rc = db_swap_commit(restoring->paths, restoring->aside.db_file,
		    WRITERS_WAIT_MS);
	return rc;
}

int
backup_restore(
    const struct paths *paths, const struct config *config, const char *path)
{
	struct restoring restoring = {
		.paths = paths, .aside_fd = -1, .lock_fd = -1
	};
	int rc = restore(&restoring, config, path);

	store_close(restoring.copy);
	store_close(restoring.old); /* rolls back, and releases the lock */
	if (restoring.lock_fd >= 0)
		(void)close(restoring.lock_fd);
	if (restoring.aside_fd >= 0) {
		remove_aside(&restoring);
		(void)close(restoring.aside_fd);
	}
	return rc;
}
