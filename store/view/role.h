/*
 * store/view/role: roles, places and organisations that the viewer may see (R1,
 * R7, X4).
 * Layer: store.  Users: control, fieldctl.
 *
 * Without the right, only those that the viewer has.  Hidden ones are treated
 * as missing: FIELD_ENOTFOUND.
 */
#ifndef STORE_VIEW_ROLE_H
#define STORE_VIEW_ROLE_H

#include "store/access/viewer.h"
#include "store/people/org.h"
#include "store/people/place.h"
#include "store/people/role.h"
#include "store/people/user.h"

/* Ordered by name; free() the array. */
int view_role_list(
    const struct viewer *viewer, struct role **ret_roles, size_t *ret_count);
int view_role_by_name(
    const struct viewer *viewer, const char *name, struct role *ret_role);

/* The permissions and local groups of a role that view_role_by_name() gave, by
 * name.  Release both with name_list_release(). */
int view_role_grants(const struct viewer *viewer, const struct role *role,
    struct name_list *ret_permissions, struct name_list *ret_groups);

int view_place_list(const struct viewer *viewer, const char *kind,
    struct place **ret_places, size_t *ret_count);
int view_place_by_name(const struct viewer *viewer, const char *kind,
    const char *name, struct place *ret_place);

/* People see their own organisation. */
int view_org_list(
    const struct viewer *viewer, struct org **ret_orgs, size_t *ret_count);
int view_org_by_name(
    const struct viewer *viewer, const char *name, struct org *ret_org);

#endif
