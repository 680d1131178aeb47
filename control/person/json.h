/*
 * control/person/json: a person as JSON.
 * Layer: control.  Users: handlers about people, fieldctl.
 */
#ifndef CONTROL_PERSON_JSON_H
#define CONTROL_PERSON_JSON_H

#include <jansson.h>

#include "store/access/viewer.h"
#include "store/people/user.h"

/* The object of `user list --json'; NULL when out of memory or after a database
 * error. */
json_t *person_json(const struct viewer *viewer, const struct user *user);
/* The same for a person in a list, whose roles and sites are known. */
json_t *person_listed_json(
    const struct viewer *viewer, const struct user_listed *listed);
/* The object of `user show': also has the fields that imports do not change,
 * "pinned". */
json_t *person_show_json(const struct viewer *viewer, const struct user *user);

/* Add to OBJECT the member "only_on", the name of this terminal, because a
 * change is in force on it alone; takes ownership.  NULL for NULL. */
json_t *person_json_only_here(const struct store *store, json_t *object);

/* The login names of other people with that address whom the viewer may see. */
json_t *person_sharing_json(
    const struct viewer *viewer, const struct user *user);

/* "Jane Doe (jane)", or "jane" when there is no name. */
char *person_title(const struct user *user, char *buf, size_t size);

#endif
