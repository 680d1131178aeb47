#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/id.h"
#include "base/str.h"
#include "snapshot/reader.h"
#include "store/db/backup.h"
#include "store/db/db_lock.h"

#define DATABASE_MAX_LEN ((size_t)4 << 30)

static int
folder_path(const struct paths *paths, char *buf, size_t size)
{
	return str_format(buf, size, "%s/backup", paths->private_dir) ?
	    FIELD_OK :
	    FIELD_EINVAL;
}

static int
is_copy(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len == strlen("field-YYYY-MM-DD.db") &&
	    strncmp(entry->d_name, "field-", 6) == 0 &&
	    strcmp(entry->d_name + len - 3, ".db") == 0;
}

static bool
describe(const char *folder, const char *name, struct backup *ret_backup)
{
	struct stat st;

	if (!str_copy(ret_backup->name, sizeof(ret_backup->name), name) ||
	    !str_format(ret_backup->path, sizeof(ret_backup->path), "%s/%s",
		folder, name) ||
	    lstat(ret_backup->path, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	ret_backup->made_at = st.st_mtime;
	ret_backup->len = st.st_size;
	return true;
}

int
backup_list(
    const struct paths *paths, struct backup **ret_backups, size_t *ret_count)
{
	char folder[PATHS_MAX];
	struct dirent **entries;
	struct backup *backups;
	size_t kept = 0;
	int count, rc = folder_path(paths, folder, sizeof(folder));

	if (rc < 0)
		return rc;
	count = scandir(folder, &entries, is_copy, alphasort);
	if (count < 0 && errno != ENOENT)
		return FIELD_EIO;
	backups = calloc(count > 0 ? (size_t)count : 1, sizeof(*backups));
	/* the names sort by date: the newest is the last */
	for (int i = count - 1; i >= 0; i--) {
		if (backups != NULL &&
		    describe(folder, entries[i]->d_name, &backups[kept]))
			kept++;
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	if (backups == NULL)
		return FIELD_ENOMEM;
	*ret_backups = backups; /* transferred */
	*ret_count = kept;
	return FIELD_OK;
}

static int
drop_oldest(const struct paths *paths)
{
	struct backup *backups;
	size_t count;
	int rc = backup_list(paths, &backups, &count);

	if (rc < 0)
		return rc;
	for (size_t i = BACKUP_KEPT; i < count; i++)
		if (unlink(backups[i].path) < 0)
			rc = FIELD_EIO;
	free(backups);
	return rc;
}

static int
vacuum_into(struct store *store, const char *path)
{
	struct query *query = db_query(store, SQL_BACKUP_VACUUM_INTO);

	db_bind_text(query, 1, path);
	return db_run(query);
}

static int
sync_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int rc = fd >= 0 && fchmod(fd, 0600) == 0 && fsync(fd) == 0 ? FIELD_OK :
								      FIELD_EIO;

	if (fd >= 0)
		(void)close(fd);
	return rc;
}

/* The copy appears under its name when it is whole and durable. */
static int
make_copy(struct store *store, const char *path)
{
	char partial[PATHS_MAX + 64];
	int rc;

	if (!str_format(partial, sizeof(partial), "%s.partial", path))
		return FIELD_EINVAL;
	(void)unlink(partial);
	rc = vacuum_into(store, partial);
	if (rc == FIELD_OK)
		rc = sync_file(partial);
	if (rc == FIELD_OK && rename(partial, path) < 0)
		rc = FIELD_EIO;
	if (rc < 0) {
		(void)unlink(partial);
		return rc;
	}
	return file_sync_folder(path);
}

int
backup_make_daily(struct store *store)
{
	char folder[PATHS_MAX], path[PATHS_MAX + 64], now[CLOCK_ISO_SIZE];
	int rc = folder_path(store_paths(store), folder, sizeof(folder));

	if (rc == FIELD_OK)
		rc = file_make_folder(folder, 0700);
	if (rc < 0)
		return rc;
	(void)clock_format_iso(store_now_s(store), now);
	if (!str_format(path, sizeof(path), "%s/field-%.10s.db", folder, now))
		return FIELD_EINVAL;
	if (access(path, F_OK) == 0)
		return FIELD_OK;
	rc = make_copy(store, path);
	return rc == FIELD_OK ? drop_oldest(store_paths(store)) : rc;
}

/* --- restoring -------------------------------------------------------------- */

/* Ids that have been given out, whatever became of the database. */
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

/* The database that is replaced, if it can still be read. */
static void
add_replaced(const struct paths *paths, const struct config *config,
    struct high_water *water)
{
	struct store_options options = {
		.paths = paths, .config = config, .mode = STORE_READ
	};
	struct store *store;
	struct query *query;

	if (store_open(&options, &store) < 0)
		return;
	query = db_query(store, SQL_BACKUP_HIGH_WATER);
	if (db_step(query) == 1) {
		raise_to(&water->next_uid, db_int(query, 0));
		raise_to(&water->next_gid, db_int(query, 1));
	}
	db_done(query);
	store_close(store);
}

static int
adopt(struct store *store, const struct high_water *water)
{
	char id[ID_SIZE];
	struct query *query;
	int rc = store_check_integrity(store);

	if (rc < 0)
		return rc;
	rc = db_begin(store);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_BACKUP_ADOPT);
	db_bind_text(query, 1, id_make(id));
	db_bind_int(query, 2, water->next_uid);
	db_bind_int(query, 3, water->next_gid);
	rc = db_run(query);
	if (rc < 0) {
		db_rollback(store);
		return rc;
	}
	rc = db_commit(store);
	if (rc < 0)
		return rc;
	/* all of it into the one file that is about to be renamed */
	query = db_query(store, SQL_BACKUP_CHECKPOINT);
	rc = db_step(query);
	db_done(query);
	return rc == 1 ? FIELD_OK : rc;
}

/* Paths of a database called NAME in the same private folder. */
static int
sibling(const struct paths *paths, const char *name, struct paths *ret_paths)
{
	*ret_paths = *paths;
	return str_format(ret_paths->db_file, sizeof(ret_paths->db_file),
		   "%s/%s", paths->private_dir, name) ?
	    FIELD_OK :
	    FIELD_EINVAL;
}

static void
remove_database(const char *path)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	char file[PATHS_MAX + 8];

	for (size_t i = 0; i < 3; i++)
		if (str_format(file, sizeof(file), "%s%s", path, suffixes[i]))
			(void)unlink(file);
}

static int
move_database(const char *from, const char *to)
{
	static const char *const suffixes[] = { "-shm", "-wal", "" };
	char old[PATHS_MAX + 8], new[PATHS_MAX + 8];

	for (size_t i = 0; i < 3; i++) {
		if (!str_format(old, sizeof(old), "%s%s", from, suffixes[i]) ||
		    !str_format(new, sizeof(new), "%s%s", to, suffixes[i]))
			return FIELD_EINVAL;
		if (rename(old, new) < 0 && errno != ENOENT)
			return FIELD_EIO;
	}
	return FIELD_OK;
}

/* A copy of the copy, checked and made ready beside the database. */
static int
prepare_copy(const struct paths *paths, const struct config *config,
    const char *path, struct paths *ret_copy)
{
	struct store_options options = {
		.paths = ret_copy, .config = config, .mode = STORE_WRITE
	};
	struct high_water water = { 0, 0 };
	struct store *store;
	char *bytes = NULL;
	size_t len;
	int rc = sibling(paths, "field.db.restoring", ret_copy);

	if (rc == FIELD_OK)
		rc = file_read(path, DATABASE_MAX_LEN, &bytes, &len);
	if (rc < 0)
		return rc;
	remove_database(ret_copy->db_file);
	rc = file_replace(ret_copy->db_file, bytes, len, 0600);
	free(bytes);
	if (rc < 0)
		return rc;
	add_snapshot(paths, &water);
	add_replaced(paths, config, &water);
	rc = store_open(&options, &store);
	if (rc < 0)
		return rc;
	rc = adopt(store, &water);
	store_close(store);
	return rc;
}

static int
swap(const struct paths *paths, const struct paths *copy)
{
	struct paths replaced;
	int lock_fd, rc = sibling(paths, "field.db.replaced", &replaced);

	if (rc == FIELD_OK)
		rc = db_lock_open(paths, &lock_fd);
	if (rc < 0)
		return rc;
	rc = db_lock_take(lock_fd, 5000);
	if (rc == FIELD_OK) {
		remove_database(replaced.db_file);
		rc = move_database(paths->db_file, replaced.db_file);
	}
	if (rc == FIELD_OK)
		rc = move_database(copy->db_file, paths->db_file);
	if (rc == FIELD_OK)
		rc = file_sync_folder(paths->db_file);
	(void)close(lock_fd);
	return rc;
}

int
backup_restore(
    const struct paths *paths, const struct config *config, const char *path)
{
	struct paths copy = *paths;
	int rc = prepare_copy(paths, config, path, &copy);

	if (rc == FIELD_OK)
		rc = swap(paths, &copy);
	if (rc < 0 && strcmp(copy.db_file, paths->db_file) != 0)
		remove_database(copy.db_file);
	return rc;
}
