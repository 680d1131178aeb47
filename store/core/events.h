/*
 * store/core/events: a file that is touched when the log has a new row.
 * Layer: store.  Users: change, signin/proof; control/event names the file to
 * those who wait.
 *
 * /run/fieldauth/events (root, 0600) has nothing in it.  Who waits for changes
 * watches it by inotify(7) and reads the log after the last row that it has
 * seen; no table is polled.  A touch may come without a new row, and one touch
 * for many rows.
 */
#ifndef STORE_CORE_EVENTS_H
#define STORE_CORE_EVENTS_H

#include "conf/paths.h"

#define EVENTS_FILE "events" /* in paths.run_dir */

/* Nothing that fails here matters to what was committed: without the folder
 * nobody waits.  Blocks for no longer than a tmpfs does. */
void events_touch(const struct paths *paths);

#endif
