/*
 * store/change: one change by one acting person.
 * Layer: store.  Users: fieldctl, syncd, fieldauth-signin.
 *
 * Every verb takes a struct change: it asks rules whether the actor may,
 * changes the tables, writes the audit row and queues mail, all in the
 * transaction that change_begin() opened.  A bulk verb is the same verb
 * called several times in one change.  A dry run aborts instead of
 * committing.  After a verb has failed the change can only be aborted.
 */
#ifndef STORE_CHANGE_H
#define STORE_CHANGE_H

#include <stdbool.h>

#include "base/id.h"
#include "store/db/db.h"
#include "store/reason.h"

enum actor_kind { ACTOR_ROOT, ACTOR_PERSON, ACTOR_SYNC };

struct actor {
	enum actor_kind kind;
	char id[ID_SIZE + 60]; /* "root", a person's id, or "sync:NAME" */
	char service[64];      /* PAM service, "fieldctl" or "syncd" */
	char tty[64];
	char address[256];
	/* What the kernel says of a caller whose words are claims, or "". */
	char caller[400];
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

/*
 * Commit, and publish the snapshot if anything that it shows has changed,
 * before returning.  CHANGE is freed in any case.  When the commit succeeded
 * and publishing did not, FIELD_EIO or FIELD_EFULL is returned with
 * *ret_committed true: the next sign-in or publish makes it good.
 */
int change_commit(struct change *change, bool *ret_committed);

/* Roll back and free.  NULL is fine. */
void change_abort(struct change *change);

/*
 * The end of a change whose last step gave RC: commit if that is FIELD_OK,
 * else abort and return it.  FIELD_OK once the commit is durable, although
 * the snapshot may not have been published.
 */
int change_end(struct change *change, int rc);

/* --- within store/ ------------------------------------------------------ */

struct store *change_store(const struct change *change);
const struct actor *change_actor(const struct change *change);

/* Somebody's session_epoch has risen: once the change is durable and
 * published, the sessions that are behind end before it returns. */
void change_end_sessions(struct change *change);

/* The snapshot shows what has just changed: raise the generation once. */
int change_touch_snapshot(struct change *change);

#endif
