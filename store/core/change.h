/*
 * store/core/change: one change by one acting person.
 * Layer: store.  Users: fieldctl, syncd, fieldauth-signin.
 *
 * Every verb takes a struct change: it asks rules whether the actor may,
 * changes the tables, writes the audit row and queues mail, all in the
 * transaction that change_begin() opened.  A bulk verb is the same verb
 * called several times in one change.  A dry run aborts instead of
 * committing.  After a verb has failed the change can only be aborted.  What
 * follows a commit is done by store/after.
 */
#ifndef STORE_CORE_CHANGE_H
#define STORE_CORE_CHANGE_H

#include <stdbool.h>

#include "base/id.h"
#include "base/invoker.h"
#include "store/core/reason.h"
#include "store/db/db.h"

enum actor_kind { ACTOR_ROOT, ACTOR_PERSON, ACTOR_SYNC };

struct actor {
	enum actor_kind kind;
	char id[ID_SIZE + 60]; /* "root", a person's id, or "sync:NAME" */
	char service[64];      /* PAM service, "fieldctl" or "syncd" */
	char tty[64];
	char address[256];
	/* What the kernel says of a caller whose words are claims, or "". */
	char caller[400];
	/* Who is behind root, and behind a run of an import by hand: the log
	 * names them beside the actor. */
	struct invoker invoker;
};

struct actor actor_root(const char *service);
struct actor actor_sync(const char *source_name);
struct actor actor_person(const char *person_id, const char *service);

struct change;

/* Open the transaction.  FIELD_EBUSY, FIELD_EFULL, FIELD_EIO. */
int change_begin(
    struct store *store, const struct actor *actor, struct change **ret_change);
/* The same, whose commit a power cut may lose (db_begin_fast()): for what a
 * power cut ends by itself, such as a session. */
int change_begin_fast(
    struct store *store, const struct actor *actor, struct change **ret_change);

/* Roll back and free.  NULL is fine. */
void change_abort(struct change *change);

/*
 * The end of a change that nothing has to follow (it writes the log, counts,
 * records a session), whose last step gave RC: commit if that is FIELD_OK, else
 * abort and return it.  A change of what the snapshot shows, or that ends
 * somebody, is ended by after_commit() or after_end() of store/after; here it
 * is refused: FIELD_EINVAL, rolled back.
 */
int change_end(struct change *change, int rc);

/* --- within store/ ------------------------------------------------------ */

struct store *change_store(const struct change *change);
const struct actor *change_actor(const struct change *change);

/* What a change that has been committed leaves to be done. */
struct change_done {
	struct store *store;
	struct actor actor;
	bool shows; /* publish */
	bool ends;  /* end those who are in the table ending */
};

/* Commit, and free CHANGE in any case.  For store/after alone, which does what
 * must follow. */
int change_commit(struct change *change, struct change_done *ret_done);

/*
 * PERSON_ID must be ended: sessions that were opened before now, and
 * everything else that runs for the person.  The only way to raise a
 * session_epoch; that it has to be done is recorded with it, so that neither a
 * crash after the commit nor a terminal that is off loses it.
 */
int change_end_person(struct change *change, const char *person_id);

/* The log has a new row: its commit touches the file that those who follow the
 * log wait for (store/core/events).  For audit_append() alone. */
void change_logs(struct change *change);

/* The snapshot shows what has just changed: raise the generation once. */
int change_touch_snapshot(struct change *change);

#endif
