/*
 * store/view/session: who is signed in here, as far as the viewer may see it
 * (X2, X6): their own sessions, for leads those of their crew, and for holders
 * of users.view or sessions.end those of their organisation.
 * Layer: store.  Users: control.
 */
#ifndef STORE_VIEW_SESSION_H
#define STORE_VIEW_SESSION_H

#include "store/access/viewer.h"
#include "store/people/user.h"
#include "store/session/present.h"

/*
 * Visit the open sessions of this terminal, oldest first, until VISIT returns
 * false.  Before that, records of sessions that have ended are closed, and
 * logind's ids stored, on behalf of root's SERVICE; if that fails, for instance
 * on a full disk, the list is still right.
 */
int view_session_each(const struct viewer *viewer, const char *service,
    bool (*visit)(
	const struct present *present, const struct user *user, void *context),
    void *context);

/* view_person_find() among people whom the viewer may see or whose sessions
 * they may see. */
int view_session_find(const struct viewer *viewer, const char *who,
    struct user *ret_user, struct refusal *why);

/*
 * Visit the people who have a session or process on this terminal and whom the
 * viewer may log out (VERB_SESSION_END), except for the one with the uid EXCEPT
 * (0: none).  *ret_spared: the number of those whom the viewer can see and may
 * not log out.
 */
int view_session_people(const struct viewer *viewer, uid_t except,
    bool (*visit)(const struct user *user, void *context), void *context,
    size_t *ret_spared);

#endif
