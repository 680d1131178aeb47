/*
 * store/db/db: the connection to the shared database, its statements, its
 * migrations.
 * Layer: store.  Users: the other files of store/; the programs only open
 * and close.
 *
 * Statements are a closed set (store/sql.h), prepared once per connection.
 * Binds are typed and sticky: the first one that fails is what db_step()
 * returns.  Nothing here is safe for use by two threads or across fork().
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
	STORE_CREATE, /* make the folder and the database if they are missing */
	STORE_WRITE,  /* FIELD_ENOTFOUND if missing */
	STORE_READ,   /* the same, and the caller cannot change anything */
};

struct store_options {
	const struct paths *paths;   /* kept by reference while open */
	const struct config *config; /* the same */
	const struct clock *clock;   /* the same; NULL: clock_system */
	enum store_mode mode;
	int busy_timeout_ms; /* how long a writer queues; 0: 5000 */
};

/*
 * Open, check application_id, bring the schema up to date, in every mode
 * (each migration in its own transaction with its user_version).  The file is
 * 0600 in a 0700 folder, WAL, synchronous=FULL, foreign keys on,
 * trusted_schema off.
 * FIELD_ENOTFOUND, FIELD_ECORRUPT, FIELD_EVERSION (newer than this program:
 * nothing was touched), FIELD_EBUSY, FIELD_EFULL, FIELD_EIO.
 */
int store_open(const struct store_options *options, struct store **ret_store);
void store_close(struct store *store);

/*
 * Carry into the database file itself what is still in its log, and empty the
 * log, as far as that needs no waiting.  For programs that nobody waits at a
 * prompt for: closing leaves the log to the next, and a file that is empty but
 * for its log is neither a copy to anybody who copies it, nor missed when
 * damaged; and what was purged would stay in the log.
 */
void store_settle(struct store *store);

/* Whether the file that is open is no longer the one at the path, or is about
 * not to be: a restore came in between.  Transactions see to that themselves;
 * this is for what is read outside of them. */
bool store_is_replaced(const struct store *store);

const struct paths *store_paths(const struct store *store);
const struct config *store_config(const struct store *store);
int64_t store_now_s(const struct store *store);

/* What SQLite said about the last failure: English, for logs and doctor. */
const char *store_last_error(const struct store *store);

/* PRAGMA integrity_check and foreign_key_check.  FIELD_ECORRUPT. */
int store_check_integrity(struct store *store);

/* --- within store/ ------------------------------------------------------ */

/*
 * A statement in use.  db_query() readies the statement ID; bind; step; read
 * columns; db_done() resets it.  A statement that is in use cannot be used
 * again until then: nested loops need different statements.
 */
struct query;

struct query *db_query(struct store *store, enum sql_id id);
void db_bind_text(struct query *query, int index, const char *text);
void db_bind_int(struct query *query, int index, int64_t value);
void db_bind_blob(
    struct query *query, int index, const void *bytes, size_t len);
void db_bind_null(struct query *query, int index);

/* 1: a row; 0: no more; else a field_err (FIELD_EEXIST: a UNIQUE constraint;
 * FIELD_EINVAL: another constraint). */
int db_step(struct query *query);

/* Columns of the present row, by the names that store/db/sql gives them.  Text
 * is never NULL and lives until the next step. */
const char *db_text(struct query *query, int column);
int64_t db_int(struct query *query, int column);
const void *db_blob(struct query *query, int column, size_t *ret_len);
bool db_is_null(struct query *query, int column);
/* The text of a column into BUF: "" if it does not fit. */
void db_copy(struct query *query, int column, char *buf, size_t size);

void db_done(struct query *query);

/* Step a statement that yields no rows, and be done with it. */
int db_run(struct query *query);

/* Rows changed by the last db_run(). */
int64_t db_changes(const struct store *store);

/*
 * BEGIN IMMEDIATE, after queueing on the writers' lock; at most one.  What is
 * committed is in the database that is at the path then: when another took its
 * place meanwhile (backup_restore), the connection follows first, and ids read
 * before may be unknown now.  FIELD_EBUSY: the lock was not to be had, or a
 * statement is still in use and so it cannot follow.
 */
int db_begin(struct store *store);
/*
 * The same, committed with synchronous=NORMAL: a crash of the program loses
 * nothing, a power cut may lose it, and what a later db_begin() commits makes
 * it durable too.  For counting attempts and recording sessions alone.
 */
int db_begin_fast(struct store *store);
/* One consistent view for several reads, without writing.  It follows, too. */
int db_begin_read(struct store *store);
int db_commit(struct store *store);
void db_rollback(struct store *store);

#endif
