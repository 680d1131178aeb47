/*
 * base/pool: memory that lives and dies together.
 * Layer: base.  Users: plan, sources.
 *
 * A plan of 100,000 people holds millions of small strings: they are taken
 * from large chunks and freed at once.  Nothing here is thread-safe.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool_chunk;

struct pool {
	struct pool_chunk *chunks;
	size_t total; /* bytes of all chunks */
	bool failed;  /* sticks: an allocation has failed */
};

/* SIZE zeroed bytes, aligned for any object; NULL when out of memory. */
void *pool_alloc(struct pool *pool, size_t size);
/* A copy of TEXT (NULL: ""); "" without allocating; never NULL: when out of
 * memory, "" with .failed set. */
const char *pool_text(struct pool *pool, const char *text);
/* Free everything; the pool is empty and usable again. */
void pool_release(struct pool *pool);

#endif
