/* What the steps of a compilation share: arrays that grow, numbers that are
 * checked, and the report of what is left out. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/people/local.h"
#include "store/publish/compile_private.h"

int
id_vector_add(struct id_vector *vector, uint32_t id)
{
	if (vector->count == vector->capacity) {
		uint32_t more = vector->capacity > 0 ? vector->capacity * 2 :
						       32;
		uint32_t *at;

		if (vector->capacity > UINT32_MAX / 2)
			return FIELD_ENOMEM;
		at = reallocarray(vector->at, more, sizeof(*at));
		if (at == NULL)
			return FIELD_ENOMEM;
		vector->at = at;
		vector->capacity = more;
	}
	vector->at[vector->count++] = id;
	return FIELD_OK;
}

uint32_t
compile_id(int64_t value)
{
	return value > 0 && value <= UINT32_MAX ? (uint32_t)value : 0;
}

void
compile_tell(const struct compile *in, const struct publish_gap *gap)
{
	if (in->report != NULL)
		in->report->visit(gap, in->report->context);
}

void
compile_leave_out(const struct compile *in, const char *name, const char *why)
{
	compile_tell(in, &(struct publish_gap){ GAP_ENTRY, name, why });
}

int
compile_is_local(const char *name, uint32_t id, bool *ret_is_local)
{
	bool has_name = false, has_id = false;
	int rc = local_has_name(name, &has_name);

	if (rc == FIELD_OK)
		rc = local_has_id(id, &has_id);
	if (rc == FIELD_OK)
		*ret_is_local = has_name || has_id;
	return rc;
}

void *
compile_grow(void **array, size_t *count, size_t element_len)
{
	char *more;

	/* at each power of two: rows are few, and none is moved often */
	if ((*count & (*count - 1)) == 0) {
		size_t capacity = *count > 0 ? *count * 2 : 1;

		more = reallocarray(*array, capacity, element_len);
		if (more == NULL)
			return NULL;
		*array = more;
	}
	more = (char *)*array + *count * element_len;
	memset(more, 0, element_len);
	(*count)++;
	return more;
}
