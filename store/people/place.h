/*
 * store/people/place: looks up sites, calendars and vehicles (R7-R9).
 * Layer: store.  Users: fieldctl, callers of rules, publish.
 */
#ifndef STORE_PEOPLE_PLACE_H
#define STORE_PEOPLE_PLACE_H

#include "store/core/change.h"

struct place {
	char id[ID_SIZE], org_id[ID_SIZE];
	char kind[5]; /* "site", "cal", "veh" */
	char name[33];
	char title[200];
	uint32_t gid;
};

int place_by_name(struct store *store, const char *kind, const char *name,
    struct place *ret_place);
int place_list(struct store *store, const char *kind, struct place **ret_places,
    size_t *ret_count);
int place_by_id(struct store *store, const char *id, struct place *ret_place);

#endif
