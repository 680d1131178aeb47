/*
 * store/db/db_lock: the queue of writers.
 * Layer: store.  Users: db, db_swap, backup.
 *
 * SQLite's own busy handler polls; with many simultaneous sign-ins on slow
 * flash, a fifth of them gave up.  So writers first queue on flock(2), which
 * the kernel grants in the order of the requests.  The lock file is in the
 * private folder, so that only root can hold it.
 */
#ifndef STORE_DB_DB_LOCK_H
#define STORE_DB_DB_LOCK_H

#include "conf/paths.h"

/* Open the lock file, and create it (0600) if it is missing.  The lock ends at
 * the latest when *ret_fd is closed.  FIELD_ENOTFOUND (no private folder),
 * FIELD_EFULL, FIELD_ENOMEM, FIELD_EIO. */
int db_lock_open(const struct paths *paths, int *ret_fd);

/* turn_take() of base/turn: FIELD_EBUSY, FIELD_ENOMEM, FIELD_EIO. */
int db_lock_take(int fd, int timeout_ms);

/*
 * Lock the file that is at the path when the lock is granted: a lock file that
 * was removed or replaced meanwhile excludes no other process.  *FD is -1 or
 * the result of an earlier call; the caller closes it.  Errors of both.
 */
int db_lock_acquire(const struct paths *paths, int timeout_ms, int *fd);
void db_lock_drop(int fd);

#endif
