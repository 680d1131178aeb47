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

/* The same as texts for people: "192.0.2.7 until ... (10 failed attempts)". */
json_t *locks_texts_json(const struct lock *locks, size_t count);

#endif
