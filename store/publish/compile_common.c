/* Shared by the steps of a compilation: growing arrays, checked numbers, and
 * the report of what is left out. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "store/people/local.h"
#include "store/publish/compile_private.h"

int
id_vector_add(struct id_vector *vector, uint32_t id)
{
	/* its elements are counted in 32 bits */
	int rc = vector->count < UINT32_MAX ?
	    array_room(&vector->at, vector->count, sizeof(*vector->at)) :
	    FIELD_ENOMEM;

	if (rc < 0)
		return rc;
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
