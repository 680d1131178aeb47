/*
 * store/core/change: a change made by one actor.
 * Layer: store.  Users: fieldctl, syncd, fieldauth-signin.
 *
 * Every verb takes a struct change.  It asks the rules whether the actor may do
 * it, changes the tables, writes the audit row and queues mail, all in the
 * transaction that change_begin() opened.  A bulk verb is the same verb called
 * several times in one change.  A dry run aborts instead of committing.  After
 * a verb has failed, the change can only be aborted.  store/after performs the
 * actions that must follow a commit.
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
	/* The kernel's description of a caller whose statements are claims, or
	 * "". */
	char caller[400];
	/* The person behind root, or behind an import that was run by hand; the
	 * log names them beside the actor. */
	struct invoker invoker;
};

struct actor actor_root(const char *service);
struct actor actor_sync(const char *source_name);
struct actor actor_person(const char *person_id, const char *service);

struct change;

/* Open the transaction.  FIELD_EBUSY, FIELD_EFULL, FIELD_EIO. */
int change_begin(
    struct store *store, const struct actor *actor, struct change **ret_change);
/* The same, but a power cut may lose the commit (db_begin_fast()).  For records
 * of what a power cut ends anyway, such as a session. */
int change_begin_fast(
    struct store *store, const struct actor *actor, struct change **ret_change);

/* Roll back and free; NULL is allowed. */
void change_abort(struct change *change);

/*
 * End a change that needs no action after its commit (it writes the log,
 * counts, or records a session) and whose last step returned RC: commit if that
 * is FIELD_OK, otherwise abort and return it.  A change that affects the
 * snapshot or ends sessions must be ended by after_commit() or after_end() of
 * store/after; here it is rolled back with FIELD_EINVAL.
 */
int change_end(struct change *change, int rc);

/* --- within store/ ------------------------------------------------------ */

struct store *change_store(const struct change *change);
const struct actor *change_actor(const struct change *change);

/* The actions that remain after a commit. */
struct change_done {
	struct store *store;
	struct actor actor;
	bool shows; /* publish */
	bool ends;  /* end the people listed in the table ending */
};

/* Commit, and free CHANGE in every case.  Only for store/after, which performs
 * the actions that follow. */
int change_commit(struct change *change, struct change_done *ret_done);

/*
 * Mark PERSON_ID to be ended: their sessions opened before now, and all other
 * processes that run as them.  No other function may raise session_epoch.  The
 * pending ending is stored with it, so that neither a crash after the commit
 * nor a terminal that is switched off loses it.
 */
int change_end_person(struct change *change, const char *person_id);

/* The log has a new row: the commit touches the file that followers of the log
 * watch (store/core/events).  Only for audit_append(). */
void change_logs(struct change *change);

/* The change affects the snapshot: raise the generation, once per change. */
int change_touch_snapshot(struct change *change);

#endif
