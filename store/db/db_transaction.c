/* Transactions on the open file, under the writers' lock.  The lock must never
 * outlive the transaction. */
#include <signal.h>
#include <string.h>

#include "base/err.h"
#include "store/db/db_clock.h"
#include "store/db/db_lock.h"
#include "store/db/db_private.h"

/*
 * Ctrl-Z during a transaction would block all writers, so the signals by which
 * a terminal stops a process wait until the lock is free.  Signals that
 * terminate the process do not wait: what is not committed is rolled back.
 */
static void
hold_stop_signals(struct store *store)
{
	sigset_t stops;

	(void)sigemptyset(&stops);
	(void)sigaddset(&stops, SIGTSTP);
	(void)sigaddset(&stops, SIGTTIN);
	(void)sigaddset(&stops, SIGTTOU);
	(void)pthread_sigmask(SIG_BLOCK, &stops, &store->signals);
}

static void
release_stop_signals(const struct store *store)
{
	(void)pthread_sigmask(SIG_SETMASK, &store->signals, NULL);
}

static int
take_lock(struct store *store)
{
	int rc;

	if (store->mode == STORE_TRIAL) /* there are no other writers */
		return FIELD_OK;
	hold_stop_signals(store);
	rc = db_lock_acquire(
	    store->paths, store->busy_timeout_ms, &store->lock_fd);
	store->has_lock = rc == FIELD_OK;
	if (rc < 0)
		release_stop_signals(store);
	return rc;
}

/*
 * Roll back whatever SQLite still has open: a full disk may already have done
 * so, and a BEGIN that failed may have begun.  Without memory even this
 * statement cannot be prepared; then cached memory is released.  A transaction
 * that stays open would keep all other writers out; the rollback is retried
 * before the next one.
 */
int
db_leave_transaction(struct store *store)
{
	int rc;

	if (sqlite3_get_autocommit(store->sqlite) != 0)
		return FIELD_OK;
	rc = db_exec(store, "ROLLBACK");
	if (rc < 0 && sqlite3_get_autocommit(store->sqlite) == 0) {
		(void)sqlite3_db_release_memory(store->sqlite);
		rc = db_exec(store, "ROLLBACK");
	}
	return sqlite3_get_autocommit(store->sqlite) != 0 ? FIELD_OK : rc;
}

/* Make commits durable again.  Until SQLite accepts that, IS_FAST stays set,
 * and no transaction that must be durable begins. */
static int
leave_fast(struct store *store)
{
	int rc = store->is_fast ? db_exec(store, "PRAGMA synchronous = FULL") :
				  FIELD_OK;

	if (rc == FIELD_OK)
		store->is_fast = false;
	return rc;
}

/* The transaction has ended, with or without success. */
static void
transaction_ended(struct store *store)
{
	store->in_transaction = false;
	(void)leave_fast(store);
	if (store->has_lock) {
		db_lock_drop(store->lock_fd);
		release_stop_signals(store);
	}
	store->has_lock = false;
}

int
db_begin_here(struct store *store, bool fast)
{
	int rc = take_lock(store);

	if (rc == FIELD_OK)
		rc = db_leave_transaction(store);
	if (rc == FIELD_OK && !fast)
		rc = leave_fast(store);
	if (rc == FIELD_OK && fast) {
		store->is_fast = true;
		rc = db_exec(store, "PRAGMA synchronous = NORMAL");
	}
	if (rc == FIELD_OK)
		rc = db_exec(store, "BEGIN IMMEDIATE");
	if (rc == FIELD_OK && store->has_seen)
		rc = db_clock_load(store);
	store->in_transaction = rc == FIELD_OK;
	if (rc != FIELD_OK) {
		(void)db_leave_transaction(store);
		transaction_ended(store);
	}
	return rc;
}

int
db_commit(struct store *store)
{
	int rc;

	if (!store->in_transaction)
		return FIELD_EINVAL;
	rc = db_clock_advance(store);
	if (rc == FIELD_OK)
		rc = db_exec(store, "COMMIT");
	if (rc != FIELD_OK) {
		db_rollback(store);
		return rc;
	}
	transaction_ended(store);
	return FIELD_OK;
}

void
db_rollback(struct store *store)
{
	char kept[sizeof(store->last_error)];

	if (!store->in_transaction)
		return;
	memcpy(kept, store->last_error, sizeof(kept));
	(void)db_leave_transaction(store);
	transaction_ended(store);
	memcpy(store->last_error, kept, sizeof(kept));
}
