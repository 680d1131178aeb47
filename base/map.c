#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/map.h"

struct map_slot {
	const char *a, *b; /* NULL: the slot is free */
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

/* The slot of (A, B), or the free slot where it belongs. */
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

/* The only place where a pointer is converted to a number. */
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
