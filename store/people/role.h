/*
 * store/people/role: roles, their permissions, and who has them (R1-R6, R16).
 * Layer: store.  Users: fieldctl role/perm, user, publish.
 */
#ifndef STORE_ROLE_H
#define STORE_ROLE_H

#include "store/change.h"

struct role {
	char id[ID_SIZE], org_id[ID_SIZE];
	char name[33]; /* 'dispatcher' */
	char title[200];
	bool privileged, assignable;
	uint32_t gid;
	int64_t person_count;
};

int role_by_name(struct store *store, const char *name, struct role *ret_role);
/* Ordered by name; free() the array. */
int role_list(struct store *store, struct role **ret_roles, size_t *ret_count);

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

/* The roles of R2 with their permissions, made in ORG. */
int role_seed(struct change *change, const char *org_id, struct refusal *why);

/*
 * Whether the person has the permission: full access, else its roles within
 * its kind's cap, then its own grants and denials; at a place if PLACE_ID is
 * not NULL (R9).
 */
int role_person_can(struct store *store, const char *person_id,
    const char *permission, const char *place_id, bool *ret_can);

#endif
