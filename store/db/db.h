/*
 * store/db/db: the connection to the shared database, its statements and its
 * migrations.
 * Layer: store.  Users: the other files of store/; the programs only open and
 * close it.
 *
 * Statements are a closed set (store/sql.h), prepared once per connection.
 * Binds are typed and sticky: db_step() returns the error of the first bind
 * that failed.  A connection must not be used by two threads or across fork().
 */
#ifndef STORE_DB_DB_H
#define STORE_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "conf/config.h"
#include "conf/paths.h"
#include "store/db/sql.h"

struct store;

enum store_mode {
	/* create the folder and the database if they are missing */
	STORE_CREATE,
	STORE_WRITE, /* FIELD_ENOTFOUND if missing */
	STORE_READ,  /* the same, without the ability to change anything */
	/* A new database in memory, to try what would be done: nothing is
	 * written, no lock is taken, and closing forgets it. */
	STORE_TRIAL,
};

struct store_options {
	const struct paths *paths;   /* kept by reference while open */
	const struct config *config; /* the same */
	const struct clock *clock;   /* the same; NULL: clock_system */
	enum store_mode mode;
	int busy_timeout_ms; /* how long a writer waits in the queue; 0: 5000 */
};

/*
 * Open the database, check application_id, and migrate the schema, in every
 * mode (each migration in a transaction of its own, with its user_version).
 * The file is 0600 in a 0700 folder, WAL, synchronous=FULL, foreign keys on,
 * trusted_schema off.
 * FIELD_ENOTFOUND, FIELD_ECORRUPT, FIELD_EVERSION (newer than this program;
 * nothing was changed), FIELD_EBUSY, FIELD_EFULL, FIELD_EIO.
 */
int store_open(const struct store_options *options, struct store **ret_store);
void store_close(struct store *store);

/*
 * Whether the database is missing although the terminal was set up: setup makes
 * the machine key and the database together.  For after FIELD_ENOTFOUND.
 */
bool store_is_lost(const struct paths *paths);

/*
 * Write what is still in the log into the database file and empty the log, as
 * far as that is possible without waiting.  For programs without a waiting user
 * at a prompt: closing leaves the log to the next program.  If the data is only
 * in the log, a copy of the file misses it, damage to the file goes unnoticed,
 * and purged data remains in the log.
 */
void store_settle(struct store *store);

/* Whether the open file is no longer the one at the path, or soon will not be,
 * because of a restore.  Transactions check this themselves; use it for what is
 * read outside of them. */
bool store_is_replaced(const struct store *store);

const struct paths *store_paths(const struct store *store);
const struct config *store_config(const struct store *store);
/* The later of the clock and the latest time that the database had seen when the
 * last transaction began (db_time.h), for rules and for what is recorded. */
int64_t store_now_s(const struct store *store);

/* SQLite's message about the last failure: English, for logs and doctor. */
const char *store_last_error(const struct store *store);

/* PRAGMA integrity_check and foreign_key_check.  FIELD_ECORRUPT. */
int store_check_integrity(struct store *store);

/* --- within store/ ------------------------------------------------------ */

/*
 * A statement in use.  db_query() prepares statement ID for use; bind, step,
 * and read columns; db_done() resets it.  A statement cannot be used again
 * until then: nested loops need different statements.
 */
struct query;

struct query *db_query(struct store *store, enum sql_id id);
void db_bind_text(struct query *query, int index, const char *text);
void db_bind_int(struct query *query, int index, int64_t value);
void db_bind_blob(
    struct query *query, int index, const void *bytes, size_t len);
void db_bind_null(struct query *query, int index);

/* 1: a row; 0: no more rows; otherwise a field_err (FIELD_EEXIST: a UNIQUE
 * constraint; FIELD_EINVAL: another constraint). */
int db_step(struct query *query);

/* Columns of the current row, by the names in store/db/sql.  Text is never
 * NULL, and is valid until the next step. */
const char *db_text(struct query *query, int column);
int64_t db_int(struct query *query, int column);
const void *db_blob(struct query *query, int column, size_t *ret_len);
bool db_is_null(struct query *query, int column);
/* Copy the text of a column into BUF; "" if it does not fit. */
void db_copy(struct query *query, int column, char *buf, size_t size);

void db_done(struct query *query);

/* Step a statement that returns no rows, and reset it. */
int db_run(struct query *query);

/* The number of rows that the last db_run() changed. */
int64_t db_changes(const struct store *store);

/*
 * BEGIN IMMEDIATE, after waiting for the writers' lock; transactions do not
 * nest.  A commit goes into the database that is at the path.  If that was
 * replaced meanwhile (backup_restore), the connection switches to the new one
 * first, where ids read earlier may be unknown.  FIELD_EBUSY: the lock was not
 * available, or the connection could not switch because a statement is in use.
 */
int db_begin(struct store *store);
/*
 * The same, committed with synchronous=NORMAL.  A crash of the program loses
 * nothing; a power cut may lose the commit, until a later db_begin() makes it
 * durable.  Only for counting attempts and recording sessions.
 */
int db_begin_fast(struct store *store);
/* One consistent view for several reads, without writing.  It switches, too. */
int db_begin_read(struct store *store);
int db_commit(struct store *store);
void db_rollback(struct store *store);

#endif
