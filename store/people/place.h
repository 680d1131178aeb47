/*
 * store/people/place: sites, calendars, vehicles, terminals (R7-R9).
 * Layer: store.  Users: fieldctl, rules' callers, publish.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "store/change.h"

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
int place_add(struct change *change, const char *org_id, const char *kind,
    const char *name, const char *title, struct refusal *why);
int place_assign(struct change *change, const char *person_id,
    const char *place_id, struct refusal *why);
int place_unassign(struct change *change, const char *person_id,
    const char *place_id, struct refusal *why);

/* This terminal, as [terminal] name says; FIELD_ENOTFOUND before setup. */
struct terminal {
	char id[ID_SIZE];
	char name[64];
	char site_id[ID_SIZE]; /* "" for none */
};
int terminal_here(struct store *store, struct terminal *ret_terminal);
int terminal_admits_org(struct store *store, const char *terminal_id,
    const char *org_id, bool *ret_admits);
int terminal_add(struct change *change, const char *name, const char *site_id,
    const char *const *org_ids, size_t org_count, struct refusal *why);

#endif
