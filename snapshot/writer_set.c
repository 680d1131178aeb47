/* Storage of the writer's people: memory and sets. */
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
set_grow(struct index_set *set)
{
	uint32_t old = set->slots == NULL ? 0 : set->mask + 1;
	uint32_t size = old == 0 ? SET_SLOTS_MIN : old * 2;
	struct index_slot *slots = calloc(size, sizeof(*slots));

	if (slots == NULL)
		return FIELD_ENOMEM;
	for (uint32_t i = 0; i < old; i++) {
		uint32_t at = set->slots[i].hash & (size - 1);

		if (set->slots[i].number == 0)
			continue;
		while (slots[at].number != 0)
			at = (at + 1) & (size - 1);
		slots[at] = set->slots[i];
	}
	free(set->slots);
	set->slots = slots;
	set->mask = size - 1;
	return FIELD_OK;
}

int
set_reserve(struct index_set *set)
{
	if (set->slots != NULL && set->count < set->mask / 2)
		return FIELD_OK;
	return set_grow(set);
}

void
set_add(struct index_set *set, uint64_t hash, uint32_t index)
{
	uint32_t at = (uint32_t)hash & set->mask;

	while (set->slots[at].number != 0)
		at = (at + 1) & set->mask;
	set->slots[at] = (struct index_slot){ (uint32_t)hash, index + 1 };
	set->count++;
}

bool
set_next(const struct index_set *set, uint64_t hash, uint32_t *step,
    uint32_t *ret_index)
{
	struct index_slot slot;

	if (set->slots == NULL)
		return false;
	do {
		slot = set->slots[((uint32_t)hash + (*step)++) & set->mask];
	} while (slot.number != 0 && slot.hash != (uint32_t)hash);
	*ret_index = slot.number - 1;
	return slot.number != 0;
}
