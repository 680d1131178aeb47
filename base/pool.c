#include <sodium.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/pool.h"

#define CHUNK_SIZE ((size_t)256 * 1024)

struct pool_chunk {
	struct pool_chunk *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

static struct pool_chunk *
add_chunk(struct pool *pool, size_t size)
{
	struct pool_chunk *chunk;

	if (size < CHUNK_SIZE)
		size = CHUNK_SIZE;
	if (size > SIZE_MAX - sizeof(*chunk))
		return NULL;
	chunk = malloc(sizeof(*chunk) + size);
	if (chunk == NULL)
		return NULL;
	chunk->used = 0;
	chunk->size = size;
	pool->total += size;
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	return chunk;
}

/* ALIGN is a power of two, at most that of max_align_t. */
static void *
take(struct pool *pool, size_t size, size_t align)
{
	struct pool_chunk *chunk = pool->chunks;
	size_t start = 0;

	if (chunk != NULL)
		start = (chunk->used + align - 1) & ~(align - 1);
	if (chunk == NULL || start > chunk->size ||
	    size > chunk->size - start) {
		chunk = add_chunk(pool, size);
		start = 0;
	}
	if (chunk == NULL) {
		pool->failed = true;
		return NULL;
	}
	chunk->used = start + size;
	return chunk->bytes + start;
}

void *
pool_alloc(struct pool *pool, size_t size)
{
	void *p = take(pool, size, alignof(max_align_t));

	if (p != NULL)
		memset(p, 0, size);
	return p;
}

const char *
pool_text(struct pool *pool, const char *text)
{
	size_t size;
	char *copy;

	if (text == NULL || text[0] == '\0')
		return "";
	size = strlen(text) + 1;
	copy = take(pool, size, 1);
	if (copy == NULL)
		return "";
	memcpy(copy, text, size);
	return copy;
}

void
pool_release(struct pool *pool)
{
	struct pool_chunk *chunk = pool->chunks;

	while (chunk != NULL) {
		struct pool_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
	pool->chunks = NULL;
	pool->total = 0;
	pool->failed = false;
}

struct map_slot {
	const char *a, *b; /* a NULL: free */
	uint64_t hash;
	void *value;
};

static uint64_t
hash_pair(const struct map *map, const char *a, const char *b)
{
	unsigned char out[2][crypto_shorthash_BYTES];
	uint64_t x, y;

	(void)crypto_shorthash(
	    out[0], (const unsigned char *)a, strlen(a), map->key);
	(void)crypto_shorthash(
	    out[1], (const unsigned char *)b, strlen(b), map->key);
	memcpy(&x, out[0], sizeof(x));
	memcpy(&y, out[1], sizeof(y));
	return x * UINT64_C(31) + y;
}

/* The slot of (A, B), or the free one where it would be. */
static struct map_slot *
find_slot(const struct map *map, uint64_t hash, const char *a, const char *b)
{
	size_t mask = map->capacity - 1;
	size_t i = (size_t)hash & mask;

	while (map->slots[i].a != NULL &&
	    (map->slots[i].hash != hash || strcmp(map->slots[i].a, a) != 0 ||
		strcmp(map->slots[i].b, b) != 0))
		i = (i + 1) & mask;
	return &map->slots[i];
}

static int
map_grow(struct map *map)
{
	struct map bigger = *map;

	bigger.capacity = map->capacity == 0 ? 64 : map->capacity * 2;
	bigger.slots = calloc(bigger.capacity, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return FIELD_ENOMEM;
	if (map->capacity == 0)
		randombytes_buf(bigger.key, sizeof(bigger.key));
	for (size_t i = 0; i < map->capacity; i++) {
		const struct map_slot *slot = &map->slots[i];

		if (slot->a != NULL)
			*find_slot(
			    &bigger, slot->hash, slot->a, slot->b) = *slot;
	}
	free(map->slots);
	*map = bigger;
	return FIELD_OK;
}

void **
map_at(struct map *map, const char *a, const char *b)
{
	struct map_slot *slot;
	uint64_t hash;

	if (map->count * 4 >= map->capacity * 3 && map_grow(map) < 0)
		return NULL;
	hash = hash_pair(map, a, b);
	slot = find_slot(map, hash, a, b);
	if (slot->a == NULL) {
		*slot = (struct map_slot){ .a = a, .b = b, .hash = hash };
		map->count++;
	}
	return &slot->value;
}

void *
map_get(const struct map *map, const char *a, const char *b)
{
	if (map->capacity == 0)
		return NULL;
	return find_slot(map, hash_pair(map, a, b), a, b)->value;
}

void
map_release(struct map *map)
{
	free(map->slots);
	*map = (struct map){ 0 };
}

/* The one place where a pointer is a number. */
int
counts_set(struct counts *counts, const char *a, const char *b, size_t count)
{
	void **at = map_at(&counts->map, a, b);

	if (at == NULL)
		return FIELD_ENOMEM;
	*at = (void *)(uintptr_t)count;
	return FIELD_OK;
}

int
counts_add(struct counts *counts, const char *a, const char *b)
{
	return counts_set(counts, a, b, counts_of(counts, a, b) + 1);
}

size_t
counts_of(const struct counts *counts, const char *a, const char *b)
{
	return (size_t)(uintptr_t)map_get(&counts->map, a, b);
}

void
counts_release(struct counts *counts)
{
	map_release(&counts->map);
}

int
pointers_add(struct pointers *pointers, void *item)
{
	int rc = array_room(
	    &pointers->items, pointers->count, sizeof(*pointers->items));

	if (rc < 0)
		return rc;
	pointers->items[pointers->count++] = item;
	return FIELD_OK;
}

void
pointers_release(struct pointers *pointers)
{
	free(pointers->items);
	*pointers = (struct pointers){ 0 };
}
