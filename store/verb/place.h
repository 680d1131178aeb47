/*
 * store/verb/place: verbs on sites, calendars, vehicles and terminals (R7-R9).
 * Layer: store.  Users: fieldctl site, user_add, org_setup.
 */
#ifndef STORE_VERB_PLACE_H
#define STORE_VERB_PLACE_H

#include "store/core/change.h"
#include "store/people/place.h"

int place_add(struct change *change, const char *org_id, const char *kind,
    const char *name, const char *title, struct refusal *why);
int place_assign(struct change *change, const char *person_id,
    const char *place_id, struct refusal *why);
int place_unassign(struct change *change, const char *person_id,
    const char *place_id, struct refusal *why);

/* Go by the clock from now on, although the terminal has seen a later time, or
 * one that is more than a year ago (store/db/db_time): for a clock that was set
 * wrongly.  Root only. */
int terminal_accept_clock(struct change *change, struct refusal *why);

int terminal_add(struct change *change, const char *name, const char *site_id,
    const char *const *org_ids, size_t org_count, struct refusal *why);

#endif
