/*
 * store/db/reserve: disk space that only the removal of access may use.
 * Layer: store.  Users: fieldctl, syncd/enforce, doctor.
 *
 * A file with real blocks, private/reserve, 0600.  People can sign in while the
 * disk is full, so blocking them must also be possible: a verb that meets a
 * full disk removes the file and tries again.  The next verb that changes
 * something, or syncd, creates it again as soon as there is space.
 */
#ifndef STORE_DB_RESERVE_H
#define STORE_DB_RESERVE_H

#include <stdbool.h>

#include "conf/paths.h"

/* Many times what one change writes to the log, the index and the file. */
#define RESERVE_LEN (1ULL << 20)
/* Free space required to create it: the reserve itself must not fill a disk. */
#define RESERVE_ROOM (4ULL << 20)

/* Whether the reserve exists and occupies disk blocks. */
bool reserve_is_there(const struct paths *paths);

/* Create it if it is missing and there is space; otherwise leave it for
 * later. */
void reserve_make(const struct paths *paths);

/* Remove it.  False: there was none. */
bool reserve_release(const struct paths *paths);

#endif
