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
	if (count < 0 && file_error() != FIELD_ENOTFOUND)
		return file_error();
	backups = calloc(count > 0 ? (size_t)count : 1, sizeof(*backups));
	/* the names sort by date: the newest is the last one */
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
	rc = file_exists(path);
	if (rc != FIELD_ENOTFOUND)
		return rc;
	rc = make_copy(store, path);
	return rc == FIELD_OK ? drop_oldest(store_paths(store)) : rc;
}
