/* Opens the database at the path, and creates it.  A file that is not a
 * fieldauth database, or is newer than this program, must never be changed. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/secret.h"
#include "base/str.h"
#include "store/db/db_clock.h"
#include "store/db/db_lock.h"
#include "store/db/db_private.h"
#include "store/db/db_swap.h"
#include "store/db/migration.h"

/* The number of successive restores that an open tolerates. */
#define ATTACH_TRIES            8
#define DEFAULT_BUSY_TIMEOUT_MS 5000

/* --- the file -------------------------------------------------------------- */

/* Use stat() instead of opening the file: closing a descriptor of it would
 * release the POSIX locks of all other connections of this process. */
static int
look_at_file(const struct paths *paths)
{
	struct stat st;

	if (lstat(paths->db_file, &st) < 0)
		return errno == ENOENT || errno == ENOTDIR ? FIELD_ENOTFOUND :
							     FIELD_EIO;
	return S_ISREG(st.st_mode) ? FIELD_OK : FIELD_ECORRUPT;
}

bool
store_is_lost(const struct paths *paths)
{
	return look_at_file(paths) == FIELD_ENOTFOUND &&
	    file_exists(paths->key_file) == FIELD_OK;
}

/* SQLite would create it with 0644 less the umask; -wal and -shm get its
 * mode. */
static int
make_file(const struct paths *paths)
{
	int fd, rc;

	fd = open(paths->db_file,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	/* another process was first: open its file */
	if (fd < 0 && errno == EEXIST)
		return FIELD_OK;
	if (fd < 0)
		return errno == ENOSPC || errno == EDQUOT || errno == EROFS ?
		    FIELD_EFULL :
		    FIELD_EIO;
	rc = fchmod(fd, 0600) < 0 || fsync(fd) < 0 ? FIELD_EIO : FIELD_OK;
	(void)close(fd);
	return rc == FIELD_OK ? file_sync_folder(paths->db_file) : rc;
}

/* --- the connection ---------------------------------------------------------- */

static int
harden(struct store *store)
{
	static const struct {
		int option, value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 },
	};
	int persist = 1;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		int rc = sqlite3_db_config(
		    store->sqlite, options[i].option, options[i].value, NULL);

		if (rc != SQLITE_OK)
			return db_failed(store, rc);
	}
	(void)sqlite3_busy_timeout(store->sqlite, store->busy_timeout_ms);
	(void)sqlite3_file_control(
	    store->sqlite, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
	/* secure_delete: a purged name or an old hash must not remain in a free
	 * page.  journal_size_limit: one large import must not leave a large
	 * -wal behind permanently, since that file persists.
	 * wal_autocheckpoint: the helper of a sign-in is often the only
	 * connection and reads the whole -wal to rebuild its index; with
	 * SQLite's default of 1000 pages that took a tenth of the sign-in. */
	return db_exec(store,
	    "PRAGMA mmap_size = 0;"
	    "PRAGMA temp_store = MEMORY;"
	    "PRAGMA cell_size_check = ON;"
	    "PRAGMA secure_delete = ON;"
	    "PRAGMA journal_size_limit = 16777216;"
	    "PRAGMA wal_autocheckpoint = 200;"
	    "PRAGMA synchronous = FULL;");
}

/* --- existing files
 * ----------------------------------------------------------- */

static int
check_version(struct store *store, enum store_mode mode, int64_t *ret_version)
{
	int64_t application_id = 0, version = 0, tables = 0;
	int rc = db_read_number(store, SQL_APPLICATION_ID, &application_id);

	if (rc == FIELD_OK)
		rc = db_read_number(store, SQL_USER_VERSION, &version);
	if (rc == FIELD_OK)
		rc = db_read_number(store, SQL_TABLE_COUNT, &tables);
	if (rc < 0)
		return rc;
	/* empty: created a moment ago, or truncated */
	if (application_id == 0 && version == 0 && tables == 0 &&
	    (mode == STORE_CREATE || mode == STORE_TRIAL)) {
		*ret_version = 0;
		return FIELD_OK;
	}
	if (application_id != DB_APPLICATION_ID || version < 1)
		return FIELD_ECORRUPT;
	if (version > migrations[migration_count - 1].version)
		return FIELD_EVERSION;
	*ret_version = version;
	return FIELD_OK;
}

/* --- opening and closing --------------------------------------------------------- */

static int
connect_memory(struct store *store)
{
	int rc = sqlite3_open_v2(":memory:", &store->sqlite,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY |
		SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		SQLITE_OPEN_EXRESCODE,
	    NULL);

	return rc == SQLITE_OK ? FIELD_OK : db_failed(store, rc);
}

static int
connect_file(struct store *store)
{
	int rc = look_at_file(store->paths);

	if (rc == FIELD_ENOTFOUND && store->mode == STORE_CREATE)
		rc = make_file(store->paths);
	if (rc < 0)
		return rc;
	/* read-write in every mode: WAL needs its -shm */
	rc = sqlite3_open_v2(store->paths->db_file, &store->sqlite,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
	    NULL);
	return rc == SQLITE_OK ? FIELD_OK : db_failed(store, rc);
}

/* No swap can happen during this function.  The version is read first: from
 * then on all three files are open. */
static int
connect_inside(struct store *store, int64_t *ret_version)
{
	int rc = store->mode == STORE_TRIAL ? connect_memory(store) :
					      connect_file(store);

	if (rc == FIELD_OK)
		rc = harden(store);
	if (rc == FIELD_OK)
		rc = check_version(store, store->mode, ret_version);
	if (rc == FIELD_OK)
		rc = db_exec(store, "PRAGMA journal_mode = WAL");
	return rc;
}

/* *ret_replaced: another file took the place of this one before the
 * migration. */
static int
attach_once(struct store *store, bool *ret_replaced)
{
	int64_t version = 0;
	int gate_fd = -1, rc = FIELD_OK;

	if (store->mode == STORE_CREATE)
		rc = file_make_folder(store->paths->private_dir, 0700);
	if (rc == FIELD_OK && store->mode != STORE_TRIAL)
		rc = db_swap_enter(
		    store->paths, store->busy_timeout_ms, &gate_fd);
	if (rc < 0)
		return rc;
	rc = connect_inside(store, &version);
	if (gate_fd >= 0)
		(void)close(gate_fd);
	if (rc == FIELD_OK)
		rc = db_migrate(store, migrations, migration_count, version);
	if (rc == FIELD_OK)
		rc = db_clock_load(store);
	if (rc == FIELD_OK && store->mode == STORE_READ)
		rc = db_exec(store, "PRAGMA query_only = ON");
	if (rc < 0) {
		*ret_replaced = store->sqlite != NULL &&
		    store_is_replaced(store);
		db_finalize_all(store);
		(void)sqlite3_close(store->sqlite);
		store->sqlite = NULL;
	}
	return rc;
}

int
db_attach(struct store *store)
{
	for (int i = 0;; i++) {
		bool replaced = false;
		int rc = attach_once(store, &replaced);

		if (rc == FIELD_OK || !replaced || i == ATTACH_TRIES)
			return rc;
	}
}

int
store_open(const struct store_options *options, struct store **ret_store)
{
	struct store *store = NULL;
	int rc = secret_library_init();

	if (rc < 0)
		return rc;
	store = calloc(1, sizeof(*store));
	if (store == NULL)
		return FIELD_ENOMEM;
	store->paths = options->paths;
	store->config = options->config;
	store->clock = options->clock != NULL ? options->clock : &clock_system;
	store->seen = db_time_first(store->clock);
	store->busy_timeout_ms = options->busy_timeout_ms > 0 ?
	    options->busy_timeout_ms :
	    DEFAULT_BUSY_TIMEOUT_MS;
	store->lock_fd = -1;
	store->mode = options->mode;
	rc = db_attach(store);
	if (rc < 0) {
		store_close(store);
		return rc;
	}
	/* only once: a database that disappears later must be noticed */
	if (store->mode == STORE_CREATE)
		store->mode = STORE_WRITE;
	*ret_store = store; /* transferred */
	return FIELD_OK;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	db_rollback(store);
	db_finalize_all(store);
	(void)sqlite3_close(store->sqlite);
	if (store->lock_fd >= 0)
		(void)close(store->lock_fd);
	free(store);
}

void
store_settle(struct store *store)
{
	/* Without waiting, this becomes a passive checkpoint if other programs
	 * use the database.  A failure loses nothing: the log still has all
	 * data. */
	(void)sqlite3_busy_timeout(store->sqlite, 0);
	(void)sqlite3_wal_checkpoint_v2(
	    store->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(store->sqlite, store->busy_timeout_ms);
}

int
store_check_integrity(struct store *store)
{
	struct query *query = db_query(store, SQL_INTEGRITY_CHECK);
	int rc = db_step(query);

	if (rc == 1 && str_equals_nocase(db_text(query, ONLY_COLUMN), "ok"))
		rc = FIELD_OK;
	else if (rc >= 0)
		rc = FIELD_ECORRUPT;
	db_done(query);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_FOREIGN_KEY_CHECK);
	rc = db_step(query);
	db_done(query);
	return rc == 1 ? FIELD_ECORRUPT : rc;
}
