/* Reads where the chain of the audit log begins and ends.  A hash of another
 * length must never be accepted as one. */
#include <string.h>

#include "base/err.h"
#include "store/core/audit_point.h"

_Static_assert((int)AUDIT_END_SEQ == (int)AUDIT_MARK_SEQ &&
	(int)AUDIT_END_HASH == (int)AUDIT_MARK_HASH,
    "both statements return a point");

static int
read_point(struct store *store, enum sql_id id, struct audit_point *ret_point)
{
	struct query *query = db_query(store, id);
	int rc = db_step(query);

	*ret_point = (struct audit_point){ 0 };
	if (rc == 1) {
		size_t len;
		const void *hash = db_blob(query, AUDIT_END_HASH, &len);

		ret_point->seq = db_int(query, AUDIT_END_SEQ);
		if (len == AUDIT_HASH_LEN)
			memcpy(ret_point->hash, hash, len);
		rc = len == AUDIT_HASH_LEN || ret_point->seq == 0 ?
		    FIELD_OK :
		    FIELD_ECORRUPT;
	}
	db_done(query);
	return rc;
}

int
audit_head(struct store *store, struct audit_point *ret_point)
{
	return read_point(store, SQL_AUDIT_END, ret_point);
}

int
audit_archived(struct store *store, struct audit_point *ret_point)
{
	return read_point(store, SQL_AUDIT_MARK, ret_point);
}
