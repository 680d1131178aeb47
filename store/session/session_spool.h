/*
 * store/session/session_spool: records of sessions that cannot be written to
 * the database (X2).
 * Layer: store.  Users: fieldauth-signin, session_end, syncd.
 *
 * A block cannot find a session without a record.  If the database cannot be
 * written (full or read-only disk, stuck writer), the record is one small file
 * of root's in RUN_DIR/sessions, 0700, named by the session's id.  It is
 * complete or absent at any time, and disappears with a reboot, as the session
 * does.  The next process that can write the database moves the records there.
 */
#ifndef STORE_SESSION_SESSION_SPOOL_H
#define STORE_SESSION_SESSION_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/session/session.h"

/* Maximum number of records per person here; records of processes that have
 * exited are deleted first to make room. */
#define SESSION_SPOOL_MAX 128

/*
 * Record SESSION.  FIELD_OK: every process that lists the records from now on
 * sees it.  FIELD_EBUSY (too many of this person's, or the folder's lock is
 * held), FIELD_ENOTFOUND (the leader has exited), FIELD_EFULL, FIELD_EIO,
 * FIELD_ENOMEM: nothing is recorded.
 */
int session_spool_put(
    const char *run_dir, const struct session_record *session);

/* Record the end.  FIELD_ENOTFOUND: the record is not here. */
int session_spool_close(const char *run_dir, const char *id, int64_t now_s);

/* Delete the record.  Succeeds for an unknown id. */
int session_spool_remove(const char *run_dir, const char *id);

/*
 * Call VISIT for every record, including closed ones, until it returns false;
 * it may delete the record.  A file that is not a record is skipped.  FIELD_OK
 * also when there is no folder; FIELD_EIO, FIELD_ENOMEM.
 */
int session_spool_list(const char *run_dir,
    bool (*visit)(const struct session_record *session, void *context),
    void *context);

/*
 * Move every record into the database, in one transaction, with its rows in the
 * audit log; the ids stay.  A record of another boot, or of a leader that has
 * exited, becomes a closed session.  Costs one look at a folder when there is
 * nothing to move.  Records of people unknown to this database stay where they
 * are.  On an error all stay.
 */
int session_spool_absorb(struct store *store, const struct actor *actor);

#endif
