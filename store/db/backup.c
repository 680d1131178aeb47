/* Makes the daily copies.  A copy appears only when it is complete and durable;
 * then the oldest one is removed. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db/backup.h"

static int
folder_path(const struct paths *paths, char *buf, size_t size)
{
	return str_format(buf, size, "%s/backup", paths->private_dir) ?
	    FIELD_OK :
	    FIELD_EINVAL;
}

#define DAILY_NAME "field-YYYY-MM-DD.db"
#define NOW_NAME   "field-YYYY-MM-DDTHHMMSSZ.db"

static int
is_copy(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return (len == strlen(DAILY_NAME) || len == strlen(NOW_NAME)) &&
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
	ret_backup->daily = strlen(name) == strlen(DAILY_NAME);
	ret_backup->made_at = st.st_mtime;
	ret_backup->len = st.st_size;
	return true;
}

/* Newest first.  Names begin with the date: where the clock of the file system
 * does not tell, they do. */
static int
compare_age(const void *a, const void *b)
{
	const struct backup *one = a, *other = b;
	const int by_day = strncmp(
	    other->name, one->name, strlen("field-YYYY-MM-DD"));

	if (by_day != 0)
		return by_day;
	if (one->made_at != other->made_at)
		return one->made_at < other->made_at ? 1 : -1;
	return strcmp(other->name, one->name);
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
	if (count < 0 && file_error() != FIELD_ENOTFOUND)
		return file_error();
	backups = calloc(count > 0 ? (size_t)count : 1, sizeof(*backups));
	for (int i = 0; i < count; i++) {
		if (backups != NULL &&
		    describe(folder, entries[i]->d_name, &backups[kept]))
			kept++;
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	if (backups == NULL)
		return FIELD_ENOMEM;
	qsort(backups, kept, sizeof(*backups), compare_age);
	*ret_backups = backups; /* transferred */
	*ret_count = kept;
	return FIELD_OK;
}

static int
drop_oldest(const struct paths *paths, bool daily)
{
	struct backup *backups;
	size_t count, seen = 0;
	int rc = backup_list(paths, &backups, &count);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < count; i++)
		if (backups[i].daily == daily && ++seen > BACKUP_KEPT &&
		    unlink(backups[i].path) < 0)
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

/* What a reader leaves beside the file at PATH. */
static void
remove_logs(const char *path)
{
	static const char *const suffixes[] = { "-wal", "-shm" };
	char file[PATHS_MAX + 80];

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (str_format(file, sizeof(file), "%s%s", path, suffixes[i]))
			(void)unlink(file);
}

/* Read it as a restore would: each page and each reference. */
static int
check_copy(struct store *store, const char *path)
{
	struct paths paths = *store_paths(store);
	const struct store_options options = {
		.paths = &paths,
		.config = store_config(store),
		.mode = STORE_READ,
	};
	struct store *copy = NULL;
	int rc;

	if (!str_copy(paths.db_file, sizeof(paths.db_file), path))
		return FIELD_EINVAL;
	rc = store_open(&options, &copy);
	if (rc == FIELD_OK)
		rc = store_check_integrity(copy);
	store_close(copy);
	remove_logs(path);
	return rc;
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

/* The copy appears under its name when it is complete and durable. */
static int
make_copy(struct store *store, const char *path)
{
	char partial[PATHS_MAX + 64];
	int rc;

	if (!str_format(partial, sizeof(partial), "%s.partial", path))
		return FIELD_EINVAL;
	(void)unlink(partial);
	/* A store that has been open for long may have a file open that a
	 * restore replaced.  A read switches to the new file, so check again
	 * what was copied in between. */
	rc = db_begin_read(store);
	db_rollback(store);
	if (rc == FIELD_OK)
		rc = vacuum_into(store, partial);
	if (rc == FIELD_OK && store_is_replaced(store))
		rc = FIELD_EBUSY;
	if (rc == FIELD_OK)
		rc = check_copy(store, partial);
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

static int
make_folder(struct store *store, char *folder, size_t size)
{
	int rc = folder_path(store_paths(store), folder, size);

	return rc == FIELD_OK ? file_make_folder(folder, 0700) : rc;
}

int
backup_make_daily(struct store *store)
{
	char folder[PATHS_MAX], path[PATHS_MAX + 64], now[CLOCK_ISO_SIZE];
	int rc = make_folder(store, folder, sizeof(folder));

	if (rc < 0)
		return rc;
	(void)clock_format_iso(store_now_s(store), now);
	if (!str_format(path, sizeof(path), "%s/field-%.10s.db", folder, now))
		return FIELD_EINVAL;
	rc = file_exists(path);
	if (rc != FIELD_ENOTFOUND)
		return rc;
	rc = make_copy(store, path);
	return rc == FIELD_OK ? drop_oldest(store_paths(store), true) : rc;
}

int
backup_make_now(struct store *store, struct backup *ret_backup)
{
	char folder[PATHS_MAX], path[PATHS_MAX + 64], now[CLOCK_ISO_SIZE];
	char name[32];
	int rc = make_folder(store, folder, sizeof(folder));

	if (rc < 0)
		return rc;
	(void)clock_format_iso(store_now_s(store), now);
	/* 2026-11-24T10:15:30Z, without its colons */
	if (!str_format(name, sizeof(name), "field-%.13s%.2s%.2sZ.db", now,
		now + 14, now + 17) ||
	    !str_format(path, sizeof(path), "%s/%s", folder, name))
		return FIELD_EINVAL;
	rc = make_copy(store, path);
	if (rc == FIELD_OK)
		rc = drop_oldest(store_paths(store), false);
	if (rc == FIELD_OK && !describe(folder, name, ret_backup))
		rc = FIELD_EIO;
	return rc;
}
