/*
 * store/db/db_swap: another file takes the place of the database.
 * Layer: store.  Users: db, db_open, backup; fieldauth-signin's judge.
 *
 * SQLite ties a database to its -wal and -shm by their names alone, so three
 * files change places, which no system call does at once.  Instead:
 *
 *   - The new database appears as field.db.next, whole and durable.  That
 *     rename is the instant at which the swap is decided; before it the old
 *     state stands, from then on the new one.
 *   - Whoever finds field.db.next finishes the swap before it opens anything,
 *     so a crash in between needs nobody.  field.db is there all the time.
 *   - Opening holds the private folder's flock shared until all three files
 *     are open, swapping holds it exclusively: no connection consists of
 *     files of two databases.
 *   - Swapping holds the writers' lock and, where the old database can still
 *     be opened, its SQLite write lock.  A writer looks whether the file that
 *     it has open is still the one at the path when it has both, so no change
 *     is acknowledged that went into a file that was replaced.
 *
 * Held by tests/unit/db/test_store_swap.c and tests/system/restore.bats.
 */
#ifndef STORE_DB_DB_SWAP_H
#define STORE_DB_DB_SWAP_H

#include <stdbool.h>

#include "conf/paths.h"

/* Whether a swap has been decided and not finished. */
bool db_swap_is_pending(const struct paths *paths);

/* The database that counts, pending or not, for a caller that can finish
 * nothing since the disk is read-only: a path of BUF, PATHS_MAX bytes. */
const char *db_swap_current(const struct paths *paths, char *buf);

/*
 * Finish a pending swap, then keep swaps away until *ret_fd is closed.
 * Waits at most about TIMEOUT_MS.  FIELD_ENOTFOUND (no private folder),
 * FIELD_EBUSY, FIELD_EFULL, FIELD_ENOMEM, FIELD_EIO.
 */
int db_swap_enter(const struct paths *paths, int timeout_ms, int *ret_fd);

/* Finish a pending swap, if there is one.  The caller holds the writers'
 * lock and has not entered.  FIELD_EBUSY, FIELD_EIO: it is still pending. */
int db_swap_finish(const struct paths *paths, int timeout_ms);

/*
 * Put PREPARED (a whole and durable database without -wal, in the same file
 * system) in the place of the database.  What was there becomes
 * field.db.replaced.  The caller holds the writers' lock and, if it can be
 * had, the old database's write lock.  FIELD_EBUSY (somebody has been opening
 * it for TIMEOUT_MS) and FIELD_EFULL: the old state stands and PREPARED is
 * where it was.  FIELD_EIO: the same, or the swap is pending.
 */
int db_swap_commit(
    const struct paths *paths, const char *prepared, int timeout_ms);

#endif
