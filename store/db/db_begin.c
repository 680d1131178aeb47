/* Begins transactions on the file that is at the path.  Must never begin one on
 * a file that a restore has replaced. */
#include <sqlite3.h>

#include "base/err.h"
#include "store/db/db_clock.h"
#include "store/db/db_private.h"

/* The number of successive restores that a waiting writer tolerates. */
#define FOLLOW_TRIES 8

/*
 * Switch from the replaced file to the one that replaced it.  On an error the
 * old connection stays open, for everything that still refers to it.
 */
static int
follow(struct store *store)
{
	sqlite3 *old = store->sqlite;
	int rc;

	for (size_t i = 0; i < SQL_COUNT; i++)
		if (store->queries[i].in_use)
			return FIELD_EBUSY;
	db_finalize_all(store);
	store->sqlite = NULL;
	rc = db_attach(store);
	if (rc == FIELD_OK)
		(void)sqlite3_close(old);
	else
		store->sqlite = old;
	return rc;
}

/*
 * Only with both locks is it certain that the file is not being replaced.  A
 * change to a file that was replaced during the wait would be lost.
 */
static int
begin(struct store *store, bool fast)
{
	int rc;

	if (store->in_transaction)
		return FIELD_EINVAL;
	for (int i = 0; i < FOLLOW_TRIES; i++) {
		rc = db_begin_here(store, fast);
		if (!store_is_replaced(store))
			return rc;
		db_rollback(store);
		rc = follow(store);
		if (rc < 0)
			return rc;
	}
	return FIELD_EBUSY;
}

int
db_begin(struct store *store)
{
	return begin(store, false);
}

int
db_begin_fast(struct store *store)
{
	return begin(store, true);
}

int
db_begin_read(struct store *store)
{
	int rc;

	if (store->in_transaction)
		return FIELD_EINVAL;
	rc = store_is_replaced(store) ? follow(store) : FIELD_OK;
	if (rc == FIELD_OK)
		rc = db_leave_transaction(store);
	if (rc == FIELD_OK)
		rc = db_exec(store, "BEGIN DEFERRED");
	if (rc == FIELD_OK)
		rc = db_clock_load(store);
	store->in_transaction = rc == FIELD_OK;
	if (rc != FIELD_OK)
		(void)db_leave_transaction(store);
	return rc;
}
