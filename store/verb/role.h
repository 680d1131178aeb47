/*
 * store/verb/role: verbs on roles and their assignment (R1-R6, R16).
 * Layer: store.  Users: fieldctl role, plan, org.
 */
#ifndef STORE_VERB_ROLE_H
#define STORE_VERB_ROLE_H

#include "store/core/change.h"
#include "store/people/role.h"

int role_add(struct change *change, const char *org_id, const char *name,
    const char *title, struct refusal *why);
int role_remove(
    struct change *change, const char *role_id, struct refusal *why);
/* The first role of a person becomes its primary one. */
int role_assign(struct change *change, const char *person_id,
    const char *role_id, bool primary, struct refusal *why);
int role_unassign(struct change *change, const char *person_id,
    const char *role_id, struct refusal *why);

/* Replace the role's permissions of a module by a level ('invoices', 'edit'),
 * by several single actions ('work-orders', 'view create send'), or by 'none'.
 * If the role loses permissions, the sessions of its people end by
 * role_change_sessions. */
int role_set_level(struct change *change, const char *role_id,
    const char *module, const char *level, struct refusal *why);
/* Root only; never a privileged group (R16). */
int role_add_local_group(struct change *change, const char *role_id,
    const char *group, struct refusal *why);
int role_remove_local_group(struct change *change, const char *role_id,
    const char *group, struct refusal *why);

#endif
