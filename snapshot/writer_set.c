/* What the writer keeps its people in: memory and sets. */
#include <stdlib.h>

#include "base/err.h"
#include "snapshot/writer_internal.h"

#define ARENA_BLOCK   (256 * 1024)
#define SET_SLOTS_MIN 64

struct arena_block {
	struct arena_block *next;
	_Alignas(8) uint8_t bytes[];
};

void *
arena_take(struct arena *arena, size_t len)
{
	struct arena_block *block;
	void *taken;

	len = (len + 7) & ~(size_t)7;
	if (len > arena->left) {
		size_t size = len > ARENA_BLOCK ? len : ARENA_BLOCK;

		block = malloc(sizeof(*block) + size);
		if (block == NULL)
			return NULL;
		block->next = arena->blocks;
		arena->blocks = block;
		arena->at = block->bytes;
		arena->left = size;
	}
	taken = arena->at;
	arena->at += len;
	arena->left -= len;
	return taken;
}

void
arena_release(struct arena *arena)
{
	struct arena_block *next;

	for (; arena->blocks != NULL; arena->blocks = next) {
		next = arena->blocks->next;
		free(arena->blocks);
	}
}

/* --- sets ---------------------------------------------------------------------- */

static int
set_grow(struct index_set *set, uint64_t (*hash)(const void *, uint32_t),
    const void *context)
{
	uint32_t old = set->slots == NULL ? 0 : set->mask + 1;
	uint32_t size = old == 0 ? SET_SLOTS_MIN : old * 2;
	uint32_t *slots = calloc(size, sizeof(*slots));

	if (slots == NULL)
		return FIELD_ENOMEM;
	for (uint32_t i = 0; i < old; i++) {
		uint32_t at;

		if (set->slots[i] == 0)
			continue;
		at = (uint32_t)hash(context, set->slots[i] - 1) & (size - 1);
		while (slots[at] != 0)
			at = (at + 1) & (size - 1);
		slots[at] = set->slots[i];
	}
	free(set->slots);
	set->slots = slots;
	set->mask = size - 1;
	return FIELD_OK;
}

int
set_reserve(struct index_set *set, uint64_t (*hash)(const void *, uint32_t),
    const void *context)
{
	if (set->slots != NULL && set->count < set->mask / 2)
		return FIELD_OK;
	return set_grow(set, hash, context);
}

void
set_add(struct index_set *set, uint64_t hash, uint32_t index)
{
	uint32_t at = (uint32_t)hash & set->mask;

	while (set->slots[at] != 0)
		at = (at + 1) & set->mask;
	set->slots[at] = index + 1;
	set->count++;
}

bool
set_next(const struct index_set *set, uint64_t hash, uint32_t *step,
    uint32_t *ret_index)
{
	uint32_t slot;

	if (set->slots == NULL)
		return false;
	slot = set->slots[((uint32_t)hash + (*step)++) & set->mask];
	*ret_index = slot - 1;
	return slot != 0;
}
