/*
 * syncd/fetch/pull/seen: which ids a listing has shown already.
 * Layer: fetch.  Users: pull.
 *
 * Pages may overlap (one server returns a row more than asked).  16 bytes of
 * a keyed BLAKE2b for each id, open addressing: 100,000 ids take 4 MB.
 */
#ifndef SYNCD_FETCH_PULL_SEEN_H
#define SYNCD_FETCH_PULL_SEEN_H

#include <stdbool.h>
#include <stddef.h>

struct seen {
	unsigned char (*slots)[16];
	size_t capacity, count; /* capacity: 0 or a power of two */
	unsigned char key[32];  /* of this run; names of ids cannot collide */
};

void seen_init(struct seen *ret_seen);
void seen_release(struct seen *seen);
/* Forget all ids. */
void seen_clear(struct seen *seen);

/* Add ID; *ret_new tells whether it was not there.  FIELD_ENOMEM. */
int seen_add(struct seen *seen, const char *id, bool *ret_new);

#endif
