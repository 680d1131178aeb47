/* Look-ups of data with few rows, for each membership of each person. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/publish/compile_private.h"

#define SLOTS_MIN 64

/* --- by id -------------------------------------------------------------------- */

/* Ids are random from their first digit on; for other keys, common prefixes
 * only cost time.  The multiplier is that of Knuth, TAOCP 6.4. */
static uint32_t
hash_of(const char *id)
{
	uint64_t word = 0;

	memcpy(&word, id, strnlen(id, sizeof(word)));
	return (uint32_t)((word * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
}

/* The first empty slot for HASH. */
static struct id_slot *
empty_slot(struct id_slot *slots, uint32_t mask, uint32_t hash)
{
	uint32_t at = hash & mask;

	while (slots[at].number != 0)
		at = (at + 1) & mask;
	return &slots[at];
}

static int
id_index_grow(struct id_index *index)
{
	uint32_t old = index->slots == NULL ? 0 : index->mask + 1;
	uint32_t size = old == 0 ? SLOTS_MIN : old * 2;
	struct id_slot *slots = calloc(size, sizeof(*slots));

	if (slots == NULL)
		return FIELD_ENOMEM;
	for (uint32_t i = 0; i < old; i++)
		if (index->slots[i].number != 0)
			*empty_slot(slots, size - 1,
			    index->slots[i].hash) = index->slots[i];
	free(index->slots);
	index->slots = slots;
	index->mask = size - 1;
	return FIELD_OK;
}

int
id_index_add(struct id_index *index, const char *id)
{
	uint32_t hash = hash_of(id);

	/* half of the slots stay free */
	if (index->slots == NULL || index->count >= index->mask / 2) {
		int rc = id_index_grow(index);

		if (rc < 0)
			return rc;
	}
	*empty_slot(index->slots, index->mask, hash) = (struct id_slot){ hash,
		++index->count };
	return FIELD_OK;
}

/* Iterate over the elements that may have ID, *STEP from 0; false at the
 * end. */
static bool
index_next(const struct id_index *index, const char *id, uint32_t *step,
    uint32_t *ret_index)
{
	uint32_t hash = hash_of(id);
	struct id_slot slot;

	if (index->slots == NULL)
		return false;
	do {
		slot = index->slots[(hash + (*step)++) & index->mask];
	} while (slot.number != 0 && slot.hash != hash);
	*ret_index = slot.number - 1;
	return slot.number != 0;
}

/* --- what is found -------------------------------------------------------------- */

uint32_t
compile_group(const struct compile *in, const char *kind, const char *owner)
{
	uint32_t step = 0, i;

	while (index_next(&in->by_owner, owner, &step, &i))
		if (strcmp(in->groups[i].owner, owner) == 0 &&
		    strcmp(in->groups[i].kind, kind) == 0)
			return in->groups[i].gid;
	return 0;
}

struct compiled_role *
compile_role(const struct compile *in, const char *id)
{
	uint32_t step = 0, i;

	while (index_next(&in->by_role, id, &step, &i))
		if (strcmp(in->roles[i].id, id) == 0)
			return &in->roles[i];
	return NULL;
}

const struct compiled_place *
compile_place(const struct compile *in, const char *id)
{
	uint32_t step = 0, i;

	while (index_next(&in->by_place, id, &step, &i))
		if (strcmp(in->places[i].id, id) == 0)
			return &in->places[i];
	return NULL;
}

/* For permissions, which start with their codename. */
static int
compare_codenames(const void *a, const void *b)
{
	return strcmp(a, ((const struct compiled_permission *)b)->codename);
}

size_t
compile_permission(const struct compile *in, const char *codename)
{
	const struct compiled_permission *found = NULL;

	if (in->permission_count > 0)
		found = bsearch(codename, in->permissions, in->permission_count,
		    sizeof(*found), compare_codenames);
	return found != NULL ? (size_t)(found - in->permissions) : ACCESS_MAX;
}
