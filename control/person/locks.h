/*
 * control/person/locks: the locks in force as JSON.
 * Layer: control.  Users: person/json, explain.
 */
#ifndef CONTROL_PERSON_LOCKS_H
#define CONTROL_PERSON_LOCKS_H

#include <jansson.h>

#include "store/lock/lock.h"

/* An array of {"source", "address", "failures", "since", "until"}; source is as
 * attempt.source_kind. */
json_t *locks_json(const struct lock *locks, size_t count);

/* The same for a person; NULL also after a database error. */
json_t *locks_of_person_json(struct store *store, const char *person_id);

#endif
