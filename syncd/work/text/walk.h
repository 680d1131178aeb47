/*
 * syncd/work/text/walk: a large JSON response, one record at a time.
 * Layer: work (base, jansson).  Users: quickbooks, xero.
 *
 * A response may have 100,000 records (Xero's users are not paged), and a tree
 * of all of them would take several times the size of its text.  The text is
 * therefore split at the records: each is parsed and handed out separately, and
 * the text around them, the envelope, is parsed with that array left empty.
 *
 * Strict: UTF-8, no repeated keys in the envelope or in a record, at most
 * WALK_DEPTH_MAX levels, nothing after the end.  An invalid record (a control
 * character in a string, a number of 400 digits, a byte that is not UTF-8)
 * affects only that record if its end is certain: brackets match, and strings
 * are adjacent only to JSON punctuation.  A byte order mark at the start is
 * skipped.  Tested by tests/unit/fetch/test_fetch_walk.c and the fuzz targets.
 */
#ifndef SYNCD_WORK_TEXT_WALK_H
#define SYNCD_WORK_TEXT_WALK_H

#include <jansson.h>
#include <stddef.h>

#define WALK_DEPTH_MAX 24

/* Called for each object in an array under one of KEYS, here KEY; RECORD is
 * borrowed.  A negative result ends the walk and is returned. */
typedef int walk_record(void *arg, const char *key, const json_t *record);

/* Called for each unreadable record; ID is its id if it can be determined from
 * its text with certainty, otherwise NULL.  WHY is printable. */
typedef int walk_unreadable(
    void *arg, const char *key, const char *id, const char *why);

struct walk_target {
	const char *const *keys; /* ends with NULL */
	const char *id_key;      /* "Id": the member that identifies a record */
	walk_record *record;
	walk_unreadable *unreadable;
	void *arg;
};

/*
 * On success the caller owns *ret_envelope.
 * FIELD_EINVAL: the text is not such JSON, or the end of a record is uncertain;
 * records before the error have been handed out.  FIELD_ENOMEM.
 */
int walk_json(const char *text, size_t len, const struct walk_target *target,
    json_t **ret_envelope);

/* Parse a small response as a whole; equally strict.  FIELD_EINVAL. */
int walk_load(const char *text, size_t len, json_t **ret_root);

#endif
