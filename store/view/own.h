/*
 * store/view/own: a person's own data beside their record (U5).
 * Layer: store.  Users: control.
 *
 * Always the viewer's own, whatever else they may see; root has none.  The
 * viewer's own part of the log is view_audit_own().
 */
#ifndef STORE_VIEW_OWN_H
#define STORE_VIEW_OWN_H

#include "store/access/viewer.h"
#include "store/people/user.h"
#include "store/session/session_list.h"

/* FIELD_ENOTFOUND: the viewer is not a person of this terminal. */
int view_own_person(const struct viewer *viewer, struct user *ret_user);

/* session_list() of the viewer. */
int view_own_sessions(const struct viewer *viewer, int64_t past,
    bool (*visit)(const struct session_row *row, void *context), void *context);

/*
 * The groups of the viewer: those in the snapshot, as every program of this
 * machine sees them, except for the viewer's own group; and the local groups
 * that the viewer's roles grant.  Without a snapshot only the latter.  Release
 * with name_list_release().
 */
int view_own_groups(const struct viewer *viewer, const struct user *user,
    struct name_list *ret_names);

#endif
