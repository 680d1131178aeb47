/*
 * store/after: end a change, and do what must follow its commit.
 * Layer: store.  Users: fieldctl, syncd, fieldauth-signin, store/signin.
 *
 * What must follow is recorded in the change by the functions that cause it
 * (change_touch_snapshot(), change_end_person()), so that no caller can forget
 * it: the snapshot is published, and then those who must be ended are ended.
 * In this order, so that who is ended cannot come back by an old snapshot.
 */
#ifndef STORE_AFTER_H
#define STORE_AFTER_H

#include "store/core/change.h"
#include "store/session/session_end.h"

struct after_report {
	bool committed;
	int publish_rc; /* FIELD_OK, or why the snapshot is late */
	struct session_end_report ending;
};

/*
 * Commit, publish if the snapshot shows what has changed, end those who must
 * be ended; CHANGE is freed in any case.  FIELD_OK as soon as the commit is
 * durable: what could not follow it is in *ret_report.  It is not lost: the
 * next sign-in or publish makes the snapshot good, and syncd or the person's
 * next sign-in the ending.
 */
int after_commit(struct change *change, struct after_report *ret_report);

/* The end of a change whose last step gave RC: commit if that is FIELD_OK,
 * else abort and return it. */
int after_end(struct change *change, int rc, struct after_report *ret_report);

#endif
