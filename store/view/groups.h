/*
 * store/view/groups: the groups and open sessions of a person whom the viewer
 * may see.
 * Layer: store.  Users: control.
 */
#ifndef STORE_VIEW_GROUPS_H
#define STORE_VIEW_GROUPS_H

#include "store/access/viewer.h"
#include "store/people/user.h"
#include "store/session/session_list.h"

/*
 * The groups that id(1) shows, the person's own one first: the name service is
 * asked, as id asks it, so that those of /etc/group are among them.  None for a
 * person whom this terminal does not know.  FIELD_ENOTFOUND: the viewer may not
 * see the person.  Release with name_list_release().
 */
int view_person_groups(const struct viewer *viewer, const struct user *user,
    struct name_list *ret_names);

/* The open sessions: the viewer's own, and with the right to see sessions
 * those of others.  None for a person whom the viewer may not see. */
int view_person_sessions(const struct viewer *viewer, const struct user *user,
    bool (*visit)(const struct session_row *row, void *context), void *context);

#endif
