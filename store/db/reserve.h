/*
 * store/db/reserve: space that only taking access away may use.
 * Layer: store.  Users: fieldctl, syncd/enforce, doctor.
 *
 * A file of real blocks, private/reserve, 0600.  A full disk keeps nobody from
 * signing in, so it must not keep anybody from being blocked: the verb that
 * meets it removes the file and tries again.  It is made again as soon as
 * there is room, by the next verb that changes something, or by syncd.
 */
#ifndef STORE_DB_RESERVE_H
#define STORE_DB_RESERVE_H

#include <stdbool.h>

#include "conf/paths.h"

/* What one change writes to the log, the index and the file, many times. */
#define RESERVE_LEN (1ULL << 20)
/* It is made only where so much is free: it must not fill a disk itself. */
#define RESERVE_ROOM (4ULL << 20)

/* Whether the reserve is there, with blocks of the disk behind it. */
bool reserve_is_there(const struct paths *paths);

/* Make it if it is missing and there is room; else try again another time. */
void reserve_make(const struct paths *paths);

/* Give it up.  False: there was none. */
bool reserve_release(const struct paths *paths);

#endif
