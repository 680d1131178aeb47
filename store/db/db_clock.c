/* Reads and stores the latest time that was seen.  It must never go back, and a
 * clock that jumps must not take it along. */
#include "base/err.h"
#include "store/db/db_clock.h"
#include "store/db/db_private.h"

int
db_clock_load(struct store *store)
{
	struct query *query = db_query(store, SQL_CLOCK_SEEN);
	int rc = db_step(query);

	if (rc == 1) {
		store->seen.at_s = db_int(query, CLOCK_SEEN_AT);
		store->seen.uptime_s = db_int(query, CLOCK_SEEN_UPTIME);
		db_copy(query, CLOCK_SEEN_BOOT, store->seen.boot,
		    sizeof(store->seen.boot));
		if (store->seen.at_s < store->clock->not_before_s)
			store->seen = db_time_first(store->clock);
		store->has_seen = true;
		rc = FIELD_OK;
	} else if (rc == 0) {
		rc = FIELD_ECORRUPT; /* the row of meta is always there */
	}
	db_done(query);
	return rc;
}

static int
see(struct store *store, const struct db_seen *seen)
{
	struct query *query = db_query(store, SQL_CLOCK_SEE);
	int rc;

	db_bind_int(query, 1, seen->at_s);
	db_bind_text(query, 2, seen->boot);
	db_bind_int(query, 3, seen->uptime_s);
	rc = db_run(query);
	if (rc == FIELD_OK)
		store->seen = *seen;
	return rc;
}

int
db_clock_advance(struct store *store)
{
	struct db_seen seen = {
		.at_s = db_time_now_s(store->clock, &store->seen),
		.uptime_s = clock_uptime_s(store->clock),
	};

	if (!store->has_seen ||
	    (!store->has_lock && store->mode != STORE_TRIAL) ||
	    seen.at_s == store->seen.at_s ||
	    seen.at_s - store->seen.at_s > DB_TIME_JUMP_MAX_S)
		return FIELD_OK;
	clock_boot_id(seen.boot);
	return see(store, &seen);
}

int
db_clock_raise(struct store *store, const struct store *other)
{
	return other->seen.at_s > store->seen.at_s ? see(store, &other->seen) :
						     FIELD_OK;
}

int
db_clock_accept(struct store *store)
{
	struct db_seen seen = {
		.at_s = clock_now_s(store->clock),
		.uptime_s = clock_uptime_s(store->clock),
	};

	if (seen.at_s < store->clock->not_before_s)
		return FIELD_EINVAL;
	clock_boot_id(seen.boot);
	return see(store, &seen);
}
