/*
 * store/db/db_keep: keeps the latest time on a machine that is only running.
 * Layer: store.  Users: syncd; fieldctl doctor.
 */
#ifndef STORE_DB_DB_KEEP_H
#define STORE_DB_DB_KEEP_H

#include <stdint.h>

struct store;

/* Store what is seen now in a transaction of its own, if the last time is
 * DB_KEEP_S old. */
#define DB_KEEP_S INT64_C(600)
int db_keep_time(struct store *store);

/* The latest time that was seen when the last transaction began. */
int64_t db_keep_seen_s(const struct store *store);

#endif
