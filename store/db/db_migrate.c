/*
 * Migrations, which bring a database of any earlier version up to date.  Only
 * SQL of schema/ is run here.  A migration that would leave a broken reference
 * must leave the database unchanged.
 */
#include <sodium.h>

#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "snapshot/reader.h"
#include "store/db/db_private.h"
#include "store/db/migration.h"

/* The minimum wait for a turn.  After an upgrade, each of several processes
 * takes a turn for every migration, and each of those is made durable. */
#define TURN_MS 30000

/* A number is never assigned twice, not even by a new database on a terminal
 * that has had one before: the snapshot remembers the highest. */
static uint32_t
first_number(uint32_t min, uint32_t max, uint32_t high)
{
	return high >= min && high <= max ? high + 1 : min;
}

static void
find_first_numbers(
    const struct store *store, uint32_t *ret_uid, uint32_t *ret_gid)
{
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	const struct config *config = store->config;
	struct snapshot_source source = { store->paths->snapshot_file };
	struct snapshot_info info = { .uid_high = 0, .gid_high = 0 };
	struct snapshot_view view;

	if (snapshot_enter(&cache, &source, &view) == SNAPSHOT_OK) {
		snapshot_get_info(&view, &info);
		snapshot_leave(&view);
		snapshot_cache_close(&cache);
	}
	*ret_uid = first_number(
	    config->uid_min, config->uid_max, info.uid_high);
	*ret_gid = first_number(
	    config->gid_min, config->gid_max, info.gid_high);
}

/* The one row of meta: the id of this database and its first numbers. */
static int
make_meta(struct store *store)
{
	uint32_t uid, gid;
	unsigned char email_key[16], code_key[32];
	char id[ID_SIZE];
	struct query *query = db_query(store, SQL_META_MAKE);

	find_first_numbers(store, &uid, &gid);
	randombytes_buf(email_key, sizeof(email_key));
	randombytes_buf(code_key, sizeof(code_key));
	db_bind_text(query, 1, id_make(id));
	db_bind_int(query, 2, uid);
	db_bind_int(query, 3, gid);
	db_bind_blob(query, 4, email_key, sizeof(email_key));
	db_bind_blob(query, 5, code_key, sizeof(code_key));
	db_bind_int(query, 6, store_now_s(store));
	sodium_memzero(email_key, sizeof(email_key));
	sodium_memzero(code_key, sizeof(code_key));
	return db_run(query);
}

static int
run_migration(struct store *store, const struct migration *migration)
{
	char sql[96];
	int rc = db_exec(store, migration->sql);

	if (rc == FIELD_OK && migration->version == 1)
		rc = make_meta(store);
	/* PRAGMA takes no parameters; both are numbers of this file */
	if (rc == FIELD_OK &&
	    !str_format(sql, sizeof(sql),
		"PRAGMA application_id = %d; PRAGMA user_version = %d;",
		DB_APPLICATION_ID, migration->version))
		rc = FIELD_EINVAL;
	return rc == FIELD_OK ? db_exec(store, sql) : rc;
}

/*
 * Whether SQLite enforces references.  A migration that creates a new version
 * of a table, drops the old one and renames the new one breaks every reference
 * to it in between, even deferred ones.  So enforcement is off meanwhile, and
 * all references are checked before the commit.  Inside a transaction PRAGMA
 * foreign_keys does nothing, without an error, so this is called outside of one
 * and checks the result.
 * https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table
 * Schema Changes"
 */
static int
enforce_references(struct store *store, bool enforce)
{
	int is = -1;
	int rc = sqlite3_db_config(
	    store->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, enforce, &is);

	if (rc != SQLITE_OK)
		return db_failed(store, rc);
	return is == enforce ? FIELD_OK : FIELD_EINVAL;
}

/* FIELD_ECORRUPT, with the names of the tables, if a row refers to a missing
 * one. */
static int
check_references(struct store *store, const struct migration *migration)
{
	struct query *query = db_query(store, SQL_FOREIGN_KEY_CHECK);
	int rc = db_step(query);

	if (rc == 1) {
		(void)str_format(store->last_error, sizeof(store->last_error),
		    "%.60s: a row of %.60s refers to a row of %.60s that does "
		    "not exist",
		    migration->name, db_text(query, REFERENCE_TABLE),
		    db_text(query, REFERENCE_PARENT));
		rc = FIELD_ECORRUPT;
	}
	db_done(query);
	return rc;
}

/*
 * While this process waited for the lock, another one may have replaced the
 * file or raised the version: both are checked inside the transaction.
 */
static int
migrate_inside(struct store *store, const struct migration *migration)
{
	int64_t version = 0;
	int rc = db_begin_here(store, false);

	if (rc < 0)
		return rc;
	rc = store_is_replaced(store) ?
	    FIELD_EBUSY :
	    db_read_number(store, SQL_USER_VERSION, &version);
	if (rc == FIELD_OK && version == migration->version - 1) {
		rc = run_migration(store, migration);
		if (rc == FIELD_OK)
			rc = check_references(store, migration);
	}
	if (rc == FIELD_OK)
		return db_commit(store);
	db_rollback(store);
	return rc;
}

static int
migrate_one(struct store *store, const struct migration *migration)
{
	int rc = enforce_references(store, false);
	int again;

	if (rc == FIELD_OK)
		rc = migrate_inside(store, migration);
	again = enforce_references(store, true);
	return rc == FIELD_OK ? again : rc;
}

int
db_migrate(struct store *store, const struct migration *list, size_t count,
    int64_t version)
{
	const int usual_ms = store->busy_timeout_ms;
	int rc = FIELD_OK;

	if (usual_ms < TURN_MS)
		store->busy_timeout_ms = TURN_MS;
	for (size_t i = 0; i < count && rc == FIELD_OK; i++)
		if (list[i].version > version)
			rc = migrate_one(store, &list[i]);
	store->busy_timeout_ms = usual_ms;
	return rc;
}
