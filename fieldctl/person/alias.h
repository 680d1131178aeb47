/*
 * fieldctl/person/alias: saying that an address is, or is no longer, a login name.
 * Layer: fieldctl.  Users: user_add, user_edit, user_state, explain, doctor.
 */
#ifndef FIELDCTL_PERSON_ALIAS_H
#define FIELDCTL_PERSON_ALIAS_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"
#include "store/people/alias.h"

/* "ada, bob", as many as fit. */
char *alias_names(const struct name_list *logins, char *buf, size_t size);

/* A line for each address that WATCH has kept; nothing with --json. */
void alias_say(struct ctl *ctl, const struct alias_watch *watch);

/* OBJECT, taken over, with the same as the member "addresses": an array of
 * {"email", "people", "login"}, where "login" is null unless one is left. */
json_t *alias_json(json_t *object, const struct alias_watch *watch);

/* The login names of the others who have USER's address: an array. */
json_t *alias_others_json(struct store *store, const struct user *user);

#endif
