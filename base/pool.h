/*
 * base/pool: allocations that are freed together.
 * Layer: base.  Users: plan, sources.
 *
 * A plan of 100,000 people has millions of small strings: they are allocated
 * from large chunks and freed at once.  Not thread-safe.
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
	bool failed;  /* sticky: an allocation has failed */
};

/* SIZE zeroed bytes, aligned for any object; NULL when out of memory. */
void *pool_alloc(struct pool *pool, size_t size);
/* A copy of TEXT (NULL is treated as "", which allocates nothing).  Never NULL:
 * when out of memory, returns "" and sets .failed. */
const char *pool_text(struct pool *pool, const char *text);
/* Free everything; the pool is then empty and can be used again. */
void pool_release(struct pool *pool);

#endif
