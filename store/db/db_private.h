/*
 * store/db/db_private: declarations shared by db*.c.
 * Layer: store.  Users: db*.c alone.
 */
#ifndef STORE_DB_DB_PRIVATE_H
#define STORE_DB_DB_PRIVATE_H

#include <signal.h>
#include <sqlite3.h>

#include "store/db/db.h"
#include "store/db/db_time.h"

/* PRAGMA application_id: 'faut'. */
#define DB_APPLICATION_ID 0x66617574

struct query {
	struct store *store;
	sqlite3_stmt *stmt;
	int failed; /* the first field_err of prepare or bind; 0: none */
	bool in_use;
};

struct store {
	const struct paths *paths;
	const struct config *config;
	const struct clock *clock;
	sqlite3 *sqlite;
	enum store_mode mode;
	int busy_timeout_ms;
	int lock_fd; /* of the writers' lock file; -1: not yet open */
	bool has_lock;
	sigset_t signals; /* signals blocked before the lock was taken */
	bool in_transaction;
	bool is_fast; /* this transaction commits with synchronous=NORMAL */
	struct db_seen seen; /* as of the last transaction, when has_seen */
	bool has_seen;
	char last_error[256];
	struct query queries[SQL_COUNT];
};

/* Map an extended SQLite code and store its message.  Never for SQLITE_OK,
 * SQLITE_ROW or SQLITE_DONE. */
int db_failed(struct store *store, int sqlite_rc);

/* Run SQL that takes no parameters, ignoring its rows. */
int db_exec(struct store *store, const char *sql);

/*
 * db_begin() and db_begin_fast() on the open file, whether or not it is still
 * the one at the path (db_transaction.c).
 */
int db_begin_here(struct store *store, bool fast);

/*
 * Roll back a transaction that SQLite still has open and that no caller knows
 * about (db_transaction.c).
 */
int db_leave_transaction(struct store *store);

/*
 * Connect to the file that is at the path now, check it, and migrate it
 * (db_open.c).  On an error store->sqlite is closed and NULL.
 */
int db_attach(struct store *store);

/* The first column of the single row that statement ID returns. */
int db_read_number(struct store *store, enum sql_id id, int64_t *ret_value);

/*
 * Run those of the COUNT migrations in LIST that are above VERSION, each in a
 * transaction of its own and with references unenforced (db_migrate.c).  On an
 * error the failed one has changed nothing: FIELD_ECORRUPT if it would have
 * left a row that refers to a missing one, FIELD_EBUSY if the file has been
 * replaced.
 */
struct migration;
int db_migrate(struct store *store, const struct migration *list, size_t count,
    int64_t version);

/* Finalise every statement. */
void db_finalize_all(struct store *store);

#endif
