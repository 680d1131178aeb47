/*
 * base/array: growing arrays.
 * Layer: base.  Users: snapshot's writer, conf, pamconf, store, syncd.
 *
 * Capacity doubles, and every multiplication is checked for overflow.  An array
 * that grows by one element at a time stores no capacity: it follows from the
 * count.  Every element of such an array must therefore be allocated by these
 * functions.  An array starts as NULL with a count of 0, and is released by
 * free().
 *
 * ITEMS is the address of the pointer to the array, whatever its type:
 *	struct role *role = array_add(&roles, &count, sizeof(*role));
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stddef.h>

/* Append an element of SIZE zeroed bytes and increment *COUNT.  NULL when out
 * of memory; the array is then unchanged. */
void *array_add(void *items, size_t *count, size_t size);

/* Reserve room for one element after COUNT elements; the caller fills and
 * counts it.  FIELD_ENOMEM; the array is then unchanged. */
int array_room(void *items, size_t count, size_t size);

/* Reserve room for WANTED elements in all; *CAPACITY is the current capacity.
 * For arrays that grow by several elements at once.  FIELD_ENOMEM, as above. */
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
