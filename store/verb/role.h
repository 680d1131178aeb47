/*
 * store/verb/role: what is done to roles, and to who has them (R1-R6, R16).
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

/* Exchange what the role has of a module for a level ('invoices', 'edit'), for
 * several single actions ('work-orders', 'view create send'), or for 'none'.
 * Sessions of those who have the role end by role_change_sessions when it
 * becomes less. */
int role_set_level(struct change *change, const char *role_id,
    const char *module, const char *level, struct refusal *why);
/* Root alone; never a group that means power (R16). */
int role_add_local_group(struct change *change, const char *role_id,
    const char *group, struct refusal *why);
int role_remove_local_group(struct change *change, const char *role_id,
    const char *group, struct refusal *why);

#endif
