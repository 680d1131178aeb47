/*
 * store/db/migration: the SQL of schema/, compiled into the programs.
 * Layer: store.  Users: db_open, db_migrate alone.  schema/embed.sh generates
 * the table.
 */
#ifndef STORE_DB_MIGRATION_H
#define STORE_DB_MIGRATION_H

struct migration {
	int version;      /* user_version after the migration, from 1 */
	const char *name; /* file name under schema/ */
	const char *sql;
};

extern const struct migration migrations[];
extern const unsigned migration_count;

#endif
