/* The latest time that the database has seen.  It must never go back, and a clock
 * that jumps must not take it along. */
#include <string.h>

#include "base/err.h"
#include "store/db/db_clock.h"
#include "store/db/db_private.h"

struct db_seen
db_clock_first(const struct clock *clock)
{
	return (struct db_seen){ .at_s = clock->not_before_s };
}

/* How much time has passed since then, at least. */
static int64_t
elapsed_s(const struct clock *clock, const struct db_seen *seen)
{
	const int64_t uptime_s = clock_uptime_s(clock);
	char boot[CLOCK_BOOT_SIZE];

	clock_boot_id(boot);
	if (strcmp(boot, seen->boot) != 0)
		return uptime_s; /* before this boot */
	return uptime_s > seen->uptime_s ? uptime_s - seen->uptime_s : 0;
}

int64_t
db_clock_now_s(const struct clock *clock, const struct db_seen *seen)
{
	const int64_t now_s = clock_now_s(clock);

	return now_s >= seen->at_s ? now_s :
				     seen->at_s + elapsed_s(clock, seen);
}

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
			store->seen = db_clock_first(store->clock);
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
		.at_s = db_clock_now_s(store->clock, &store->seen),
		.uptime_s = clock_uptime_s(store->clock),
	};

	if (!store->has_seen ||
	    (!store->has_lock && store->mode != STORE_TRIAL) ||
	    seen.at_s == store->seen.at_s ||
	    seen.at_s - store->seen.at_s > DB_CLOCK_JUMP_MAX_S)
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
db_clock_keep(struct store *store)
{
	int rc;

	if (store_now_s(store) - store->seen.at_s < DB_CLOCK_KEEP_S)
		return FIELD_OK;
	rc = db_begin(store);
	return rc == FIELD_OK ? db_commit(store) : rc;
}

int64_t
db_clock_seen_s(const struct store *store)
{
	return store->seen.at_s;
}
