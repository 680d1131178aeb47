/*
 * syncd/fetch/pull/seen: the ids already seen in a listing.
 * Layer: fetch.  Users: pull.
 *
 * Pages may overlap (one server returns a row more than requested).  16 bytes
 * of a keyed BLAKE2b per id, open addressing: 100,000 ids take 4 MB.
 */
#ifndef SYNCD_FETCH_PULL_SEEN_H
#define SYNCD_FETCH_PULL_SEEN_H

#include <stdbool.h>
#include <stddef.h>

struct seen {
	unsigned char (*slots)[16];
	size_t capacity, count; /* capacity: 0 or a power of two */
	/* random per run, so that ids cannot be chosen to collide */
	unsigned char key[32];
};

void seen_init(struct seen *ret_seen);
void seen_release(struct seen *seen);
/* Forget all ids. */
void seen_clear(struct seen *seen);

/* Add ID; *ret_new says whether it is new.  FIELD_ENOMEM. */
int seen_add(struct seen *seen, const char *id, bool *ret_new);

#endif
