/*
 * base/array: growing arrays, with one policy.
 * Layer: base.  Users: snapshot's writer, conf, pamconf, store, syncd.
 *
 * Room doubles, and every product is checked.  An array that grows by one
 * element at a time needs no capacity beside its count: how much room there is
 * follows from the count.  So each element must have been given room by these
 * functions.  An array begins as NULL with a count of 0, and ends by free().
 *
 * ITEMS is the address of the pointer to the array, whatever its type:
 *
 *	struct role *role = array_add(&roles, &count, sizeof(*role));
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stddef.h>

/* A new element of SIZE bytes, zeroed, after the *COUNT ones of the array; it
 * is counted.  NULL when out of memory; the array is then as it was. */
void *array_add(void *items, size_t *count, size_t size);

/* Room for one more element after COUNT ones, which the caller fills and
 * counts.  FIELD_ENOMEM; the array is then as it was. */
int array_room(void *items, size_t count, size_t size);

/* Room for WANTED elements in all, where *CAPACITY is how many there is room
 * for: for what grows by several at once.  FIELD_ENOMEM, as above. */
int array_fit(void *items, size_t *capacity, size_t wanted, size_t size);

/* A growing array of pointers. */
struct pointers {
	void **items;
	size_t count;
};

/* FIELD_ENOMEM. */
int pointers_add(struct pointers *pointers, void *item);
void pointers_release(struct pointers *pointers);

#endif
