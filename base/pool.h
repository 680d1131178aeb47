/*
 * base/pool: memory that lives and dies together, and look-up by text in
 * it.
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

/*
 * A hash table from two texts to a pointer.  The texts are not copied and
 * must outlive it.  Keyed with a random key (SipHash), since the texts come
 * from outside and could be chosen to collide.
 */
struct map_slot;

struct map {
	struct map_slot *slots;
	size_t capacity, count; /* capacity is a power of two, or 0 */
	unsigned char key[16];
};

/* Where the value of (A, B) is, made as NULL when it is new; NULL when out of
 * memory.  Valid until the next map_at(). */
void **map_at(struct map *map, const char *a, const char *b);
/* The value, or NULL. */
void *map_get(const struct map *map, const char *a, const char *b);
void map_release(struct map *map);

/* How often a pair of texts has come, by the same rules. */
struct counts {
	struct map map;
};

/* FIELD_ENOMEM. */
int counts_add(struct counts *counts, const char *a, const char *b);
int counts_set(
    struct counts *counts, const char *a, const char *b, size_t count);
size_t counts_of(const struct counts *counts, const char *a, const char *b);
void counts_release(struct counts *counts);

/* A growing array of pointers. */
struct pointers {
	void **items;
	size_t count;
};

/* FIELD_ENOMEM. */
int pointers_add(struct pointers *pointers, void *item);
void pointers_release(struct pointers *pointers);

#endif
