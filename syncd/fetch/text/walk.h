/*
 * syncd/fetch/text/walk: a large JSON answer, one record at a time.
 * Layer: fetch (base, jansson).  Users: quickbooks, xero.
 *
 * An answer may hold 100,000 records (Xero's users have no pages), and a tree
 * of all of them would take several times its text.  So the text is cut at
 * the records: each is parsed and handed out alone, and what is around them,
 * the envelope, is parsed with that array left empty.
 *
 * Strict: UTF-8, no repeated keys in the envelope or in a record, at most
 * WALK_DEPTH_MAX levels, nothing after the end.  A record that is not so (a
 * control character in a string, a number of 400 digits, a byte that is no
 * UTF-8) costs that record, if the text leaves no doubt where it ends: brackets
 * match, and strings stand between signs of JSON alone.  A byte order mark in
 * front is passed over.  Held by tests/unit/fetch/test_fetch_walk.c and the fuzz targets.
 */
#ifndef SYNCD_FETCH_TEXT_WALK_H
#define SYNCD_FETCH_TEXT_WALK_H

#include <jansson.h>
#include <stddef.h>

#define WALK_DEPTH_MAX 24

/* Called for each object in an array under one of KEYS, KEY being the one;
 * RECORD is only lent.  A negative result ends the walk and becomes its
 * result. */
typedef int walk_record(void *arg, const char *key, const json_t *record);

/* Called for each that cannot be read; ID is that of the record if it can be
 * found in its text without doubt, else NULL.  WHY is printable. */
typedef int walk_unreadable(
    void *arg, const char *key, const char *id, const char *why);

struct walk_target {
	const char *const *keys; /* ends with NULL */
	const char *id_key;      /* "Id": the member that names a record */
	walk_record *record;
	walk_unreadable *unreadable;
	void *arg;
};

/*
 * On success the caller owns *ret_envelope.
 * FIELD_EINVAL: not such a JSON text, or one in which the end of a record is
 * in doubt; records before the fault have been handed out.  FIELD_ENOMEM.
 */
int walk_json(const char *text, size_t len, const struct walk_target *target,
    json_t **ret_envelope);

/* The whole of a small answer; the same strictness.  FIELD_EINVAL. */
int walk_load(const char *text, size_t len, json_t **ret_root);

#endif
