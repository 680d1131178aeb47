/*
 * control/value: converts C values to JSON.
 * Layer: control (base, jansson).  Users: handlers, fieldctl.
 *
 * NULL means out of memory; a NULL value in an object or array makes the whole
 * NULL, so that one check at the end is enough.
 */
#ifndef CONTROL_VALUE_H
#define CONTROL_VALUE_H

#include <jansson.h>
#include <stdint.h>

/* A string; bytes that are not UTF-8 become \xNN. */
json_t *value_text(const char *text);

/* A string, or null for "". */
json_t *value_text_or_null(const char *text);

/* The ISO 8601 form of T_S; null when 0. */
json_t *value_time(int64_t t_s);

/* A member of an object to be created. */
struct value_member {
	const char *key; /* NULL ends a table */
	json_t *value;   /* NULL: out of memory */
};

/* The object of MEMBERS, taking ownership of their values; NULL if any is
 * NULL. */
json_t *value_object(const struct value_member *members);

/* An array of COUNT texts. */
json_t *value_texts(const char *const *texts, size_t count);

#endif
