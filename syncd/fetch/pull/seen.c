#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "syncd/fetch/pull/seen.h"

#define SEEN_FIRST 1024

static const unsigned char empty_slot[16];

void
seen_init(struct seen *ret_seen)
{
	*ret_seen = (struct seen){ .slots = NULL };
	randombytes_buf(ret_seen->key, sizeof(ret_seen->key));
}

void
seen_release(struct seen *seen)
{
	free(seen->slots);
	seen->slots = NULL;
	seen->capacity = seen->count = 0;
}

void
seen_clear(struct seen *seen)
{
	if (seen->slots != NULL)
		memset(seen->slots, 0, seen->capacity * sizeof(*seen->slots));
	seen->count = 0;
}

/* The slot of HASH, or the one where it belongs; there is always a free
 * slot. */
static size_t
find_slot(
    unsigned char (*slots)[16], size_t capacity, const unsigned char *hash)
{
	uint64_t start;
	size_t at;

	memcpy(&start, hash, sizeof(start));
	at = (size_t)start & (capacity - 1);
	while (memcmp(slots[at], empty_slot, 16) != 0 &&
	    memcmp(slots[at], hash, 16) != 0)
		at = (at + 1) & (capacity - 1);
	return at;
}

static int
seen_grow(struct seen *seen)
{
	size_t capacity = seen->capacity == 0 ? SEEN_FIRST : seen->capacity * 2;
	unsigned char(*slots)[16] = calloc(capacity, sizeof(*slots));

	if (slots == NULL)
		return FIELD_ENOMEM;
	for (size_t i = 0; i < seen->capacity; i++)
		if (memcmp(seen->slots[i], empty_slot, 16) != 0)
			memcpy(
			    slots[find_slot(slots, capacity, seen->slots[i])],
			    seen->slots[i], 16);
	free(seen->slots);
	seen->slots = slots;
	seen->capacity = capacity;
	return FIELD_OK;
}

int
seen_add(struct seen *seen, const char *id, bool *ret_new)
{
	unsigned char hash[16];
	size_t at;

	if (seen->count * 2 >= seen->capacity) {
		int rc = seen_grow(seen);

		if (rc < 0)
			return rc;
	}
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)id,
	    strlen(id), seen->key, sizeof(seen->key));
	at = find_slot(seen->slots, seen->capacity, hash);
	*ret_new = memcmp(seen->slots[at], empty_slot, 16) == 0;
	if (*ret_new) {
		memcpy(seen->slots[at], hash, 16);
		seen->count++;
	}
	return FIELD_OK;
}
