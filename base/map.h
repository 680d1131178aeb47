/*
 * base/map: look-up by two strings.
 * Layer: base.  Users: store/import, sources.
 *
 * Each use has its own type: struct map finds objects, struct count counts
 * occurrences.  Not thread-safe.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * A hash table from two strings to a pointer.  The strings are not copied and
 * must outlive it.  The hash is keyed with a random key (SipHash), because the
 * strings are untrusted and could be chosen to collide.
 */
struct map_slot;

struct map {
	struct map_slot *slots;
	size_t capacity, count; /* capacity is a power of two, or 0 */
	unsigned char key[16];
};

/* The location of the value of (A, B), created as NULL if it is new; NULL when
 * out of memory.  Valid until the next map_at(). */
void **map_at(struct map *map, const char *a, const char *b);
/* The value, or NULL. */
void *map_get(const struct map *map, const char *a, const char *b);
void map_release(struct map *map);

/* Counts occurrences of a pair of strings; the same rules apply. */
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
