/* Runs statements and maps SQLite's codes.  An error must never be mistaken for
 * the end of the rows, and bound secrets must not outlive their use. */
#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/db/db_private.h"

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
	/* two nested loops over one statement: neither continues */
	if (query->in_use) {
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
		/* zero bytes are an empty blob, not NULL */
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
db_copy(struct query *query, int column, char *buf, size_t size)
{
	(void)str_copy(buf, size, db_text(query, column));
}

void
db_done(struct query *query)
{
	if (query->stmt != NULL) {
		(void)sqlite3_reset(query->stmt);
		/* a bound value may be a hash or a token */
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
		*ret_value = db_int(query, ONLY_COLUMN);
	db_done(query);
	return rc == 1 ? FIELD_OK : rc == 0 ? FIELD_ECORRUPT : rc;
}

int64_t
db_changes(const struct store *store)
{
	return sqlite3_changes64(store->sqlite);
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
