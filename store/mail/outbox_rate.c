#include "base/err.h"
#include "store/mail/outbox_rate.h"

#define MINUTE_S 60

int
outbox_rate_free_at(struct store *store, uint32_t per_minute, int64_t *ret_at)
{
	struct query *query = db_query(store, SQL_OUTBOX_SENT_SINCE);
	int64_t now_s = store_now_s(store);
	int rc;

	*ret_at = 0;
	db_bind_int(query, 1, now_s - MINUTE_S);
	/* the clock may have been set back */
	db_bind_int(query, 2, now_s);
	db_bind_int(query, 3, (int64_t)per_minute - 1);
	rc = db_step(query);
	if (rc == 1)
		*ret_at = db_int(query, ONLY_COLUMN) + MINUTE_S;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
