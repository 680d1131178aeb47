/*
 * store/db/db_swap: replaces the database by another file.
 * Layer: store.  Users: db, db_open, backup; fieldauth-signin's judge.
 *
 * SQLite finds the -wal and -shm of a database only by their names, so three
 * files must be exchanged, and no system call does that atomically.  Therefore:
 *
 *  - The new database appears as field.db.next, complete and durable.  That
 *    rename decides the swap: before it the old state is valid, afterwards the
 *    new one.
 *  - Any process that finds field.db.next finishes the swap before it opens
 *    anything, so a crash in between needs no intervention.  field.db always
 *    exists.
 *  - An open holds a shared flock of the private folder until all three files
 *    are open, a swap holds it exclusively: no connection mixes the files of
 *    two databases.
 *  - A swap holds the writers' lock and, if the old database can still be
 *    opened, its SQLite write lock.  With both locks, a writer checks that its
 *    open file is still the one at the path, so no change is acknowledged that
 *    went into a replaced file.
 *
 * Tested by tests/unit/db/test_store_swap.c and tests/system/restore.bats.
 */
#ifndef STORE_DB_DB_SWAP_H
#define STORE_DB_DB_SWAP_H

#include <stdbool.h>

#include "conf/paths.h"

/* Whether a swap has been decided but not finished. */
bool db_swap_is_pending(const struct paths *paths);

/* The path of the valid database, whether or not a swap is pending, for callers
 * that cannot finish one because the disk is read-only; BUF has PATHS_MAX
 * bytes. */
const char *db_swap_current(const struct paths *paths, char *buf);

/*
 * Finish a pending swap, then prevent swaps until *ret_fd is closed.  Waits at
 * most about TIMEOUT_MS.  FIELD_ENOTFOUND (no private folder), FIELD_EBUSY,
 * FIELD_EFULL, FIELD_ENOMEM, FIELD_EIO.
 */
int db_swap_enter(const struct paths *paths, int timeout_ms, int *ret_fd);

/* Finish a pending swap, if any.  The caller holds the writers' lock and has
 * not entered.  FIELD_EBUSY, FIELD_EIO: it is still pending. */
int db_swap_finish(const struct paths *paths, int timeout_ms);

/*
 * Replace the database by PREPARED (a complete and durable database without
 * -wal, on the same file system).  The old one becomes field.db.replaced.  The
 * caller holds the writers' lock and, if possible, the old database's write
 * lock.  FIELD_EBUSY (other processes were opening it for TIMEOUT_MS) and
 * FIELD_EFULL: the old database stays, and PREPARED is where it was.
 * FIELD_EIO: the same, or the swap is pending.
 */
int db_swap_commit(
    const struct paths *paths, const char *prepared, int timeout_ms);

#endif
