/*
 * store/db/sql: every statement of the project, one table indexed by an enum.
 * Layer: store.  Users: store/ alone.
 *
 * The texts are in sql_*.def, grouped by noun, as SQL(NAME, "text").  A test
 * prepares each on a fresh database.
 */
#ifndef STORE_DB_SQL_H
#define STORE_DB_SQL_H

enum sql_id {
#define SQL(name, text) SQL_##name,
#include "store/db/sql_all.def"
#undef SQL
	SQL_COUNT
};

extern const char *const sql_texts[SQL_COUNT];

#endif
