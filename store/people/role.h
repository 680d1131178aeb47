/*
 * store/people/role: looks up roles, their permissions and the people who have
 * them (R1-R6, R16).
 * Layer: store.  Users: fieldctl role/perm, user, publish.
 */
#ifndef STORE_PEOPLE_ROLE_H
#define STORE_PEOPLE_ROLE_H

#include "store/core/change.h"

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

/*
 * Whether the person has the permission: by full access, or else by their roles
 * within the cap of their kind, and then by their own grants and denials; at
 * the place PLACE_ID unless that is NULL (R9).
 */
int role_person_can(struct store *store, const char *person_id,
    const char *permission, const char *place_id, bool *ret_can);

/* By id and by name, without counting the people: otherwise assigning a role
 * would cost as much as the number of people who have it. */
int role_by_id(struct store *store, const char *id, struct role *ret_role);
int role_find(struct store *store, const char *name, struct role *ret_role);
int role_count_people(
    struct store *store, const char *role_id, int64_t *ret_count);

/* Whether the role has a permission that is power over people, money or
 * settings. */
int role_holds_power(struct store *store, const char *role_id, bool *ret_power);

#endif
