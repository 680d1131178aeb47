/*
 * store/after: ends a change, and performs the actions that must follow its
 * commit.
 * Layer: store.  Users: fieldctl, syncd, fieldauth-signin, store/signin.
 *
 * These actions are recorded in the change by the functions that cause them
 * (change_touch_snapshot(), change_end_person(), change_tell_person()), so that
 * no caller can forget them: the snapshot is published, then the sessions that
 * must end are ended, then people whose sessions stay open are told.
 * In this order, so that a person whose sessions were ended cannot sign in with
 * an old snapshot.
 */
#ifndef STORE_AFTER_H
#define STORE_AFTER_H

#include "store/core/change.h"
#include "store/session/session_end.h"

struct after_report {
	bool committed;
	int publish_rc; /* FIELD_OK, or why the snapshot was not published */
	struct session_end_report ending;
};

/*
 * Commit, publish if the snapshot is affected, end the sessions that must end;
 * CHANGE is freed in any case.  FIELD_OK as soon as the commit is durable:
 * actions that failed afterwards are in *ret_report.  They are not lost: the
 * next sign-in or publication updates the snapshot, and syncd or the person's
 * next sign-in ends the sessions.
 */
int after_commit(struct change *change, struct after_report *ret_report);

/* End a change whose last step returned RC: commit if that is FIELD_OK,
 * otherwise abort and return it. */
int after_end(struct change *change, int rc, struct after_report *ret_report);

#endif
