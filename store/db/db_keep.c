/* The latest time, where nothing else commits. */
#include "base/err.h"
#include "store/db/db_keep.h"
#include "store/db/db_private.h"

int
db_keep_time(struct store *store)
{
	int rc;

	if (store_now_s(store) - store->seen.at_s < DB_KEEP_S)
		return FIELD_OK;
	rc = db_begin(store);
	return rc == FIELD_OK ? db_commit(store) : rc;
}

int64_t
db_keep_seen_s(const struct store *store)
{
	return store->seen.at_s;
}
