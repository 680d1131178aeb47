/*
 * store/core/events: a file that is touched when the log has a new row.
 * Layer: store.  Users: change, signin/proof; control/event names the file to
 * the followers of the log.
 *
 * /run/fieldauth/events (root, 0600) is empty.  A follower watches it by
 * inotify(7) and reads the rows after the last one that it has seen, so no
 * table is polled.  A touch may come without a new row, and one touch may stand
 * for many rows.
 */
#ifndef STORE_CORE_EVENTS_H
#define STORE_CORE_EVENTS_H

#include "conf/paths.h"

#define EVENTS_FILE "events" /* in paths.run_dir */

/* Touch the file.  A failure does not affect what was committed: if the folder
 * is missing, no follower is waiting.  Blocks no longer than tmpfs does. */
void events_touch(const struct paths *paths);

#endif
