/*
 * store/db/db_clock: the latest time that the database has seen (db_time.h).
 * Layer: store.  Users: db_open, db_begin, db_transaction, backup_restore;
 * verb/terminal.
 */
#ifndef STORE_DB_DB_CLOCK_H
#define STORE_DB_DB_CLOCK_H

struct store;

/* Read what the database has seen: other programs may have seen more. */
int db_clock_load(struct store *store);

/* Within a transaction that is about to be committed: store what is seen now.
 * Costs no commit of its own. */
int db_clock_advance(struct store *store);

/* Within a transaction: from now on go by the clock, even if it goes back. */
int db_clock_accept(struct store *store);

/* Within a transaction: take over what another database has seen, if that is
 * later. */
int db_clock_raise(struct store *store, const struct store *other);

#endif
