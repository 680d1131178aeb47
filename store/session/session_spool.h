/*
 * store/session/session_spool: records of sessions that the database could not
 * take (X2).
 * Layer: store.  Users: fieldauth-signin, session_end, syncd.
 *
 * A session without a record is one that no block can find.  Where the
 * database cannot be written (full or read-only disk, stuck writer), the record
 * is one small file of root's in RUN_DIR/sessions, 0700, named by the session's
 * id.  It is whole or absent at every instant, and gone after a reboot, as the
 * session is.  Whoever can write the database again moves the records there.
 */
#ifndef STORE_SESSION_SESSION_SPOOL_H
#define STORE_SESSION_SESSION_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/session/session.h"

/* Records that one person may have here at once; records of processes that
 * have ended make room first. */
#define SESSION_SPOOL_MAX 128

/*
 * Record SESSION.  FIELD_OK: whoever lists the records from now on sees it.
 * FIELD_EBUSY (too many of this person's, or the folder's lock is held),
 * FIELD_ENOTFOUND (the leader has ended), FIELD_EFULL, FIELD_EIO,
 * FIELD_ENOMEM: nothing is recorded.
 */
int session_spool_put(
    const char *run_dir, const struct session_record *session);

/* Note the end.  FIELD_ENOTFOUND: the record is not here. */
int session_spool_close(const char *run_dir, const char *id, int64_t now_s);

/* Take the record away.  An unknown id is success. */
int session_spool_remove(const char *run_dir, const char *id);

/*
 * Call VISIT for every record, closed ones included, until it returns false;
 * it may remove the record.  A file that is no record is skipped.  FIELD_OK
 * also when there is no folder; FIELD_EIO, FIELD_ENOMEM.
 */
int session_spool_list(const char *run_dir,
    bool (*visit)(const struct session_record *session, void *context),
    void *context);

/*
 * Move every record into the database, in one transaction, with its rows in
 * the audit log; the ids stay.  A record of another boot, or of a leader that
 * has ended, becomes a closed session.  Costs one look at a folder when there
 * is nothing to move.  Those that belong to no person of this database stay
 * where they are.  On an error all stay.
 */
int session_spool_absorb(struct store *store, const struct actor *actor);

#endif
