/*
 * store/db/db_lock: the queue of writers.
 * Layer: store.  Users: db, db_swap, backup.
 *
 * SQLite's own busy handler polls, and with many sign-ins at once on slow
 * flash a fifth of them gave up.  So writers first queue on flock(2), which
 * the kernel grants in the order of asking.  The lock file lies in the private
 * folder: nobody but root can hold it.
 */
#ifndef STORE_DB_DB_LOCK_H
#define STORE_DB_DB_LOCK_H

#include "conf/paths.h"

/* Open the lock file, making it (0600) if it is missing.  The lock ends at the
 * latest when *ret_fd is closed.  FIELD_ENOTFOUND (no private folder),
 * FIELD_EFULL, FIELD_ENOMEM, FIELD_EIO. */
int db_lock_open(const struct paths *paths, int *ret_fd);

/* base/turn's turn_take(): FIELD_EBUSY, FIELD_ENOMEM, FIELD_EIO. */
int db_lock_take(int fd, int timeout_ms);

/*
 * The lock of the file that is at the path when it is granted: a lock file
 * that was removed or replaced meanwhile excludes nobody.  *FD is -1 or what
 * an earlier call left there, and the caller's to close.  Errors of both.
 */
int db_lock_acquire(const struct paths *paths, int timeout_ms, int *fd);
void db_lock_drop(int fd);

#endif
