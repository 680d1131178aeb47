/*
 * control/person/json: a person as JSON.
 * Layer: control.  Users: handlers about people, fieldctl.
 */
#ifndef CONTROL_PERSON_JSON_H
#define CONTROL_PERSON_JSON_H

#include <jansson.h>

#include "store/people/user.h"

/* The object of `user list --json`; NULL when out of memory or the database
 * failed. */
json_t *person_json(struct store *store, const struct user *user);

/* "Jane Doe (jane)", or "jane" when there is no name. */
char *person_title(const struct user *user, char *buf, size_t size);

#endif
