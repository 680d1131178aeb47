#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"

#define ARRAY_FIRST 8 /* a power of two */

/* The pointer at ITEMS is read and written as bytes, because its type is not
 * void *.  POSIX guarantees one representation for all object pointers. */
static int
resize(void *items, size_t capacity, size_t size)
{
	size_t len;
	void *at;

	/* no object is larger, and a sanitizer aborts on such requests */
	if (__builtin_mul_overflow(capacity, size, &len) || len > PTRDIFF_MAX)
		return FIELD_ENOMEM;
	memcpy(&at, items, sizeof(at));
	at = realloc(at, len);
	if (at == NULL)
		return FIELD_ENOMEM;
	memcpy(items, &at, sizeof(at));
	return FIELD_OK;
}

int
array_room(void *items, size_t count, size_t size)
{
	if (count == 0)
		return resize(items, ARRAY_FIRST, size);
	if (count < ARRAY_FIRST || (count & (count - 1)) != 0)
		return FIELD_OK; /* the array can still grow */
	if (count > SIZE_MAX / 2)
		return FIELD_ENOMEM;
	return resize(items, 2 * count, size);
}

void *
array_add(void *items, size_t *count, size_t size)
{
	unsigned char *at;

	if (array_room(items, *count, size) < 0)
		return NULL;
	memcpy(&at, items, sizeof(at));
	return memset(at + (*count)++ * size, 0, size);
}

int
array_fit(void *items, size_t *capacity, size_t wanted, size_t size)
{
	size_t more = *capacity < ARRAY_FIRST ? ARRAY_FIRST : *capacity;
	int rc;

	if (wanted <= *capacity)
		return FIELD_OK;
	while (more < wanted) {
		if (more > SIZE_MAX / 2)
			return FIELD_ENOMEM;
		more *= 2;
	}
	rc = resize(items, more, size);
	if (rc == FIELD_OK)
		*capacity = more;
	return rc;
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
