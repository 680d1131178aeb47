#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "pam_fieldauth/signin/judge.h"
#include "store/db/db_swap.h"

/* A stuck writer must not use up the time that the host waits. */
#define BUSY_MS    2000
#define COPY_TRIES 5
#define PREFIX     "judge."

static int
open_store(struct judge *judge)
{
	struct store_options options = {
		.paths = &judge->paths,
		.config = &judge->config,
		.mode = STORE_WRITE,
		.busy_timeout_ms = BUSY_MS,
	};

	return store_open(&options, &judge->store);
}

/* --- the copy ------------------------------------------------------------------ */

static int
copy_bytes(int from, int to)
{
	char *buf = malloc(1 << 18);
	size_t len = 1;
	int rc = buf != NULL ? FIELD_OK : FIELD_ENOMEM;

	while (rc == FIELD_OK && len > 0) {
		rc = file_read_full(from, buf, 1 << 18, &len);
		if (rc == FIELD_OK)
			rc = file_write_full(to, buf, len);
	}
	free(buf);
	return rc;
}

static int
copy_file(const char *from_path, const char *to_path)
{
	int from, to, rc;

	from = open(from_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (from < 0)
		return file_error();
	to = open(to_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	rc = to >= 0 ? copy_bytes(from, to) : file_error();
	(void)close(from);
	if (to >= 0)
		(void)close(to);
	return rc;
}

/* Both files at one moment. */
struct stamp {
	struct timespec changed[2];
	ino_t ino[2];
	off_t len[2];
};

static struct stamp
take_stamp(const char *db, const char *wal)
{
	const char *paths[] = { db, wal };
	struct stamp stamp;

	memset(&stamp, 0, sizeof(stamp)); /* compared with its padding */
	for (int i = 0; i < 2; i++) {
		struct stat st;

		if (stat(paths[i], &st) < 0)
			continue;
		stamp.changed[i] = st.st_mtim;
		stamp.ino[i] = st.st_ino;
		stamp.len[i] = st.st_size;
	}
	return stamp;
}

/* Copy db and -wal; repeat if they were written meanwhile.  SQLite recovers
 * from a -wal with a torn tail; the stamp detects a checkpoint in between. */
static int
copy_database(const char *from, const char *to)
{
	char from_wal[PATHS_MAX + 8], to_wal[PATHS_MAX + 8];
	int rc = FIELD_EBUSY;

	if (!str_format(from_wal, sizeof(from_wal), "%s-wal", from) ||
	    !str_format(to_wal, sizeof(to_wal), "%s-wal", to))
		return FIELD_EINVAL;
	for (int i = 0; i < COPY_TRIES; i++) {
		struct stamp before = take_stamp(from, from_wal), after;

		rc = copy_file(from, to);
		if (rc == FIELD_OK)
			rc = copy_file(from_wal, to_wal);
		if (rc == FIELD_ENOTFOUND && before.len[0] > 0)
			rc = FIELD_OK; /* no -wal: the database is complete */
		after = take_stamp(from, from_wal);
		if (rc < 0 || memcmp(&before, &after, sizeof(before)) == 0)
			return rc;
	}
	return FIELD_EBUSY;
}

static void
remove_folder(const char *folder)
{
	static const char *const names[] = { "field.db", "field.db-wal",
		"field.db-shm", "write.lock" };
	char path[PATHS_MAX + 16];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_format(path, sizeof(path), "%s/%s", folder, names[i]))
			(void)unlink(path);
	(void)rmdir(folder);
}

/* Remove copies left by killed helpers. */
static void
sweep(const char *run_dir)
{
	DIR *dir = opendir(run_dir);
	struct dirent *entry;
	char path[PATHS_MAX + 256];
	int64_t pid;

	if (dir == NULL)
		return;
	for (entry = readdir(dir); entry != NULL; entry = readdir(dir))
		if (strncmp(entry->d_name, PREFIX, sizeof(PREFIX) - 1) == 0 &&
		    str_parse_int(entry->d_name + sizeof(PREFIX) - 1, 1,
			INT32_MAX, &pid) == FIELD_OK &&
		    kill((pid_t)pid, 0) < 0 && errno == ESRCH &&
		    str_format(
			path, sizeof(path), "%s/%s", run_dir, entry->d_name))
			remove_folder(path);
	(void)closedir(dir);
}

/* From here on, the judge's paths are those of the copy. */
static int
copy_into_memory(struct judge *judge, const char *from)
{
	(void)file_make_folder(judge->paths.run_dir, 0755);
	sweep(judge->paths.run_dir);
	if (!str_format(judge->folder, sizeof(judge->folder), "%s/%s%d",
		judge->paths.run_dir, PREFIX, (int)getpid()))
		return FIELD_EINVAL;
	/* mkdir: continue only if we created the folder */
	if (mkdir(judge->folder, 0700) < 0) {
		judge->folder[0] = '\0';
		return file_error();
	}
	if (!str_copy(judge->paths.private_dir,
		sizeof(judge->paths.private_dir), judge->folder) ||
	    !str_format(judge->paths.db_file, sizeof(judge->paths.db_file),
		"%s/field.db", judge->folder))
		return FIELD_EINVAL;
	return copy_database(from, judge->paths.db_file);
}

static int
open_copy(struct judge *judge)
{
	char current[PATHS_MAX], from[PATHS_MAX];
	int rc, gate_fd;

	/* No restore may run during the copy.  A restore that was interrupted,
	 * and that cannot be finished on a read-only disk, is nevertheless in
	 * effect. */
	if (db_swap_enter(&judge->paths, BUSY_MS, &gate_fd) < 0)
		gate_fd = -1;
	(void)str_copy(
	    from, sizeof(from), db_swap_current(&judge->paths, current));
	rc = copy_into_memory(judge, from);
	if (gate_fd >= 0)
		(void)close(gate_fd);
	judge->is_copy = rc == FIELD_OK;
	return rc == FIELD_OK ? open_store(judge) : rc;
}

/* --- opening and closing ---------------------------------------------------------- */

int
judge_open(struct judge *judge, struct config_problem *ret_problem)
{
	int rc;

	memset(judge, 0, sizeof(*judge));
	memset(ret_problem, 0, sizeof(*ret_problem));
	rc = paths_init(&judge->paths, NULL);
	if (rc == FIELD_OK)
		rc = config_load_terminal(judge->paths.conf_file,
		    judge->paths.kept_conf_file, &judge->config,
		    &judge->reading, ret_problem);
	if (rc == FIELD_OK && judge->reading == CONFIG_READ)
		config_keep(judge->paths.kept_conf_file, &judge->config);
	if (rc < 0)
		return rc;
	rc = FIELD_EFULL;
	if (!file_is_full(judge->paths.private_dir, JUDGE_SPARE))
		rc = open_store(judge);
	if (rc == FIELD_EFULL)
		rc = open_copy(judge);
	return rc;
}

int
judge_renew(struct judge *judge)
{
	int rc;

	if (!judge->is_copy)
		return FIELD_OK;
	store_close(judge->store);
	judge->store = NULL;
	judge->is_copy = false;
	remove_folder(judge->folder);
	judge->folder[0] = '\0';
	rc = paths_init(&judge->paths, NULL);
	return rc == FIELD_OK ? open_copy(judge) : rc;
}

void
judge_close(struct judge *judge)
{
	if (judge->store != NULL)
		store_close(judge->store);
	if (judge->folder[0] != '\0')
		remove_folder(judge->folder);
	config_release(&judge->config);
	judge->store = NULL;
}
