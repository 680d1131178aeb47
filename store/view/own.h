/*
 * store/view/own: what a person sees of itself beside its record (U5).
 * Layer: store.  Users: control.
 *
 * It is the viewer's own whatever else they may see: root has none of it.
 * The viewer's own part of the log is view_audit_own().
 */
#ifndef STORE_VIEW_OWN_H
#define STORE_VIEW_OWN_H

#include "store/access/viewer.h"
#include "store/people/user.h"
#include "store/session/session_list.h"

/* FIELD_ENOTFOUND: the viewer is nobody here. */
int view_own_person(const struct viewer *viewer, struct user *ret_user);

/* session_list() of the viewer. */
int view_own_sessions(const struct viewer *viewer, int64_t past,
    bool (*visit)(const struct session_row *row, void *context), void *context);

/*
 * The groups of the viewer: those that the snapshot gives, which is what every
 * program of this machine is told, without the viewer's own group; and those
 * of the machine that the viewer's roles carry.  None of the first without a
 * snapshot.  name_list_release() them.
 */
int view_own_groups(const struct viewer *viewer, const struct user *user,
    struct name_list *ret_names);

#endif
