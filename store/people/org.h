/*
 * store/people/org: looks organisations up.
 * Layer: store.  Users: fieldctl, verbs.
 */
#ifndef STORE_PEOPLE_ORG_H
#define STORE_PEOPLE_ORG_H

#include "store/core/change.h"

struct org {
	char id[ID_SIZE];
	char name[64];
	char title[200];
};

int org_by_name(struct store *store, const char *name, struct org *ret_org);
int org_by_id(struct store *store, const char *id, struct org *ret_org);
int org_list(struct store *store, struct org **ret_orgs, size_t *ret_count);

#endif
