/*
 * store/db/migration: the SQL of schema/, carried inside the programs.
 * Layer: store.  Users: db_open, db_migrate alone.  schema/embed.sh makes the table.
 */
#ifndef STORE_DB_MIGRATION_H
#define STORE_DB_MIGRATION_H

struct migration {
	int version;      /* user_version after it has run, 1 and up */
	const char *name; /* file name under schema/ */
	const char *sql;
};

extern const struct migration migrations[];
extern const unsigned migration_count;

#endif
