#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "store/db/db_lock.h"
#include "store/db/db_private.h"

/* Restores that may come one upon another while a writer waits. */
#define FOLLOW_TRIES 8

/* --- errors ---------------------------------------------------------------- */

static int
of_errno(int errnum)
{
	switch (errnum) {
	case ENOSPC:
	case EDQUOT:
	case EROFS:
		return FIELD_EFULL;
	case ENOMEM:
	case EMFILE:
	case ENFILE:
		return FIELD_ENOMEM;
	default:
		return FIELD_EIO;
	}
}

static int
of_constraint(int sqlite_rc)
{
	switch (sqlite_rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return FIELD_EEXIST;
	default:
		return FIELD_EINVAL;
	}
}

int
db_failed(struct store *store, int sqlite_rc)
{
	(void)str_format(store->last_error, sizeof(store->last_error), "%.200s",
	    store->sqlite != NULL ? sqlite3_errmsg(store->sqlite) :
				    sqlite3_errstr(sqlite_rc));
	if (sqlite_rc == SQLITE_IOERR_NOMEM)
		return FIELD_ENOMEM;
	switch (sqlite_rc & 0xff) { /* the primary code */
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return FIELD_EBUSY;
	case SQLITE_NOMEM:
		return FIELD_ENOMEM;
	case SQLITE_FULL:
	case SQLITE_READONLY:
		return FIELD_EFULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return FIELD_ECORRUPT;
	case SQLITE_CONSTRAINT:
		return of_constraint(sqlite_rc);
	case SQLITE_TOOBIG:
	case SQLITE_RANGE:
	case SQLITE_MISMATCH:
	case SQLITE_MISUSE:
		return FIELD_EINVAL;
	default:
		return of_errno(store->sqlite != NULL ?
			sqlite3_system_errno(store->sqlite) :
			0);
	}
}

int
db_exec(struct store *store, const char *sql)
{
	int rc = sqlite3_exec(store->sqlite, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? FIELD_OK : db_failed(store, rc);
}

const char *
store_last_error(const struct store *store)
{
	return store->last_error;
}

/* --- statements -------------------------------------------------------------- */

static void
prepare(struct query *query, enum sql_id id)
{
	int rc = sqlite3_prepare_v3(query->store->sqlite, sql_texts[id], -1,
	    SQLITE_PREPARE_PERSISTENT, &query->stmt, NULL);

	if (rc != SQLITE_OK)
		query->failed = db_failed(query->store, rc);
}

struct query *
db_query(struct store *store, enum sql_id id)
{
	struct query *query = &store->queries[id];

	query->store = store;
	if (query->in_use) { /* two loops over one: neither goes on */
		query->failed = FIELD_EINVAL;
		return query;
	}
	query->failed = FIELD_OK;
	query->in_use = true;
	if (query->stmt == NULL)
		prepare(query, id);
	return query;
}

static void
bound(struct query *query, int rc)
{
	if (rc != SQLITE_OK && query->failed == FIELD_OK)
		query->failed = db_failed(query->store, rc);
}

void
db_bind_text(struct query *query, int index, const char *text)
{
	if (query->failed == FIELD_OK)
		bound(query,
		    sqlite3_bind_text(
			query->stmt, index, text, -1, SQLITE_TRANSIENT));
}

void
db_bind_int(struct query *query, int index, int64_t value)
{
	if (query->failed == FIELD_OK)
		bound(query, sqlite3_bind_int64(query->stmt, index, value));
}

void
db_bind_blob(struct query *query, int index, const void *bytes, size_t len)
{
	if (query->failed == FIELD_OK)
		/* no bytes are an empty blob, not NULL */
		bound(query,
		    sqlite3_bind_blob64(query->stmt, index,
			len > 0 ? bytes : "", len, SQLITE_TRANSIENT));
}

void
db_bind_null(struct query *query, int index)
{
	if (query->failed == FIELD_OK)
		bound(query, sqlite3_bind_null(query->stmt, index));
}

int
db_step(struct query *query)
{
	int rc;

	if (query->failed != FIELD_OK)
		return query->failed;
	rc = sqlite3_step(query->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	query->failed = db_failed(query->store, rc);
	return query->failed;
}

const char *
db_text(struct query *query, int column)
{
	const unsigned char *text = sqlite3_column_text(query->stmt, column);

	return text != NULL ? (const char *)text : "";
}

int64_t
db_int(struct query *query, int column)
{
	return sqlite3_column_int64(query->stmt, column);
}

const void *
db_blob(struct query *query, int column, size_t *ret_len)
{
	const void *bytes = sqlite3_column_blob(query->stmt, column);

	*ret_len = (size_t)sqlite3_column_bytes(query->stmt, column);
	return bytes != NULL ? bytes : "";
}

bool
db_is_null(struct query *query, int column)
{
	return sqlite3_column_type(query->stmt, column) == SQLITE_NULL;
}

void
db_done(struct query *query)
{
	if (query->stmt != NULL) {
		(void)sqlite3_reset(query->stmt);
		/* what was bound may be a hash or a token */
		(void)sqlite3_clear_bindings(query->stmt);
	}
	query->in_use = false;
}

int
db_run(struct query *query)
{
	int rc = db_step(query);

	db_done(query);
	return rc == 1 ? FIELD_EINVAL : rc;
}

int
db_read_number(struct store *store, enum sql_id id, int64_t *ret_value)
{
	struct query *query = db_query(store, id);
	int rc = db_step(query);

	if (rc == 1)
		*ret_value = db_int(query, 0);
	db_done(query);
	return rc == 1 ? FIELD_OK : rc == 0 ? FIELD_ECORRUPT : rc;
}

int64_t
db_changes(const struct store *store)
{
	return sqlite3_changes64(store->sqlite);
}

int
db_parameter_count(struct store *store, enum sql_id id)
{
	struct query *query = db_query(store, id);
	int count = query->failed != FIELD_OK ?
	    query->failed :
	    sqlite3_bind_parameter_count(query->stmt);

	db_done(query);
	return count;
}

void
db_finalize_all(struct store *store)
{
	for (size_t i = 0; i < SQL_COUNT; i++) {
		(void)sqlite3_finalize(store->queries[i].stmt);
		store->queries[i].stmt = NULL;
		store->queries[i].in_use = false;
	}
}

/* --- transactions -------------------------------------------------------------- */

/*
 * Ctrl-Z in the middle of a transaction would stop everybody's: the signals by
 * which a terminal stops a process wait until the lock is free.  Those that
 * end it do not: what is not committed is rolled back.
 */
static void
hold_stop_signals(struct store *store)
{
	sigset_t stops;

	(void)sigemptyset(&stops);
	(void)sigaddset(&stops, SIGTSTP);
	(void)sigaddset(&stops, SIGTTIN);
	(void)sigaddset(&stops, SIGTTOU);
	(void)pthread_sigmask(SIG_BLOCK, &stops, &store->signals);
}

static void
release_stop_signals(const struct store *store)
{
	(void)pthread_sigmask(SIG_SETMASK, &store->signals, NULL);
}

static int
take_lock(struct store *store)
{
	int rc;

	hold_stop_signals(store);
	rc = db_lock_acquire(
	    store->paths, store->busy_timeout_ms, &store->lock_fd);
	store->has_lock = rc == FIELD_OK;
	if (rc < 0)
		release_stop_signals(store);
	return rc;
}

/*
 * Whatever SQLite still has open is rolled back: a full disk may have done it
 * already, and a BEGIN that failed may have begun.  Without memory even this
 * cannot be prepared; then what is cached gives way.  A transaction that stays
 * would keep all other writers out, and is tried again before the next one.
 */
static int
leave_transaction(struct store *store)
{
	int rc;

	if (sqlite3_get_autocommit(store->sqlite) != 0)
		return FIELD_OK;
	rc = db_exec(store, "ROLLBACK");
	if (rc < 0 && sqlite3_get_autocommit(store->sqlite) == 0) {
		(void)sqlite3_db_release_memory(store->sqlite);
		rc = db_exec(store, "ROLLBACK");
	}
	return sqlite3_get_autocommit(store->sqlite) != 0 ? FIELD_OK : rc;
}

/* Commits are durable again.  While that cannot be said to SQLite IS_FAST
 * stays, and no transaction that must be durable begins. */
static int
leave_fast(struct store *store)
{
	int rc = store->is_fast ? db_exec(store, "PRAGMA synchronous = FULL") :
				  FIELD_OK;

	if (rc == FIELD_OK)
		store->is_fast = false;
	return rc;
}

/* The transaction is over, however it went. */
static void
transaction_ended(struct store *store)
{
	store->in_transaction = false;
	(void)leave_fast(store);
	if (store->has_lock) {
		db_lock_drop(store->lock_fd);
		release_stop_signals(store);
	}
	store->has_lock = false;
}

/*
 * Leave the file that was replaced for the one that took its place.  With an
 * error the old connection stays, for what still refers to it.
 */
static int
follow(struct store *store)
{
	sqlite3 *old = store->sqlite;
	int rc;

	for (size_t i = 0; i < SQL_COUNT; i++)
		if (store->queries[i].in_use)
			return FIELD_EBUSY;
	db_finalize_all(store);
	store->sqlite = NULL;
	rc = db_attach(store);
	if (rc == FIELD_OK)
		(void)sqlite3_close(old);
	else
		store->sqlite = old;
	return rc;
}

static int
begin_here(struct store *store, bool fast)
{
	int rc = take_lock(store);

	if (rc == FIELD_OK)
		rc = leave_transaction(store);
	if (rc == FIELD_OK && !fast)
		rc = leave_fast(store);
	if (rc == FIELD_OK && fast) {
		store->is_fast = true;
		rc = db_exec(store, "PRAGMA synchronous = NORMAL");
	}
	if (rc == FIELD_OK)
		rc = db_exec(store, "BEGIN IMMEDIATE");
	store->in_transaction = rc == FIELD_OK;
	if (rc != FIELD_OK) {
		(void)leave_transaction(store);
		transaction_ended(store);
	}
	return rc;
}

/*
 * Only once both locks are held is it certain that nobody is replacing the
 * file; one that was replaced while this waited would take the change along.
 */
static int
begin(struct store *store, bool fast)
{
	int rc;

	if (store->in_transaction)
		return FIELD_EINVAL;
	for (int i = 0; i < FOLLOW_TRIES; i++) {
		rc = begin_here(store, fast);
		if (!store_is_replaced(store))
			return rc;
		db_rollback(store);
		rc = follow(store);
		if (rc < 0)
			return rc;
	}
	return FIELD_EBUSY;
}

int
db_begin(struct store *store)
{
	return begin(store, false);
}

int
db_begin_fast(struct store *store)
{
	return begin(store, true);
}

int
db_begin_read(struct store *store)
{
	int rc;

	if (store->in_transaction)
		return FIELD_EINVAL;
	rc = store_is_replaced(store) ? follow(store) : FIELD_OK;
	if (rc == FIELD_OK)
		rc = leave_transaction(store);
	if (rc == FIELD_OK)
		rc = db_exec(store, "BEGIN DEFERRED");
	store->in_transaction = rc == FIELD_OK;
	if (rc != FIELD_OK)
		(void)leave_transaction(store);
	return rc;
}

int
db_commit(struct store *store)
{
	int rc;

	if (!store->in_transaction)
		return FIELD_EINVAL;
	rc = db_exec(store, "COMMIT");
	if (rc != FIELD_OK) {
		db_rollback(store);
		return rc;
	}
	transaction_ended(store);
	return FIELD_OK;
}

void
db_rollback(struct store *store)
{
	char kept[sizeof(store->last_error)];

	if (!store->in_transaction)
		return;
	memcpy(kept, store->last_error, sizeof(kept));
	(void)leave_transaction(store);
	transaction_ended(store);
	memcpy(store->last_error, kept, sizeof(kept));
}
