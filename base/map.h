/*
 * base/map: look-up by two texts.
 * Layer: base.  Users: store/import, sources.
 *
 * Each use has a type of its own: struct map finds objects, struct counts how
 * often something has come.  Nothing here is thread-safe.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

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

#endif
