/*
 * store/db/sql: all statements of the project in one table, indexed by an enum,
 * and the columns of each row that they return.
 * Layer: store.  Users: store/ alone.
 *
 * The texts are in sql_*.def, grouped by noun.  SQL(NAME, "text") returns no
 * rows; ROWS(NAME, SHAPE, "text") returns rows whose columns ROW(SHAPE, ...)
 * names above it: SHAPE_COLUMN for each, by SQLite's name of the column.  These
 * are the arguments of db_text() and its siblings.  A single column is
 * ONLY_COLUMN.  tests/unit/db/test_store_sql.c prepares each statement on a
 * fresh database and compares all names.
 */
#ifndef STORE_DB_SQL_H
#define STORE_DB_SQL_H

#define SQL(name, text)         SQL_##name,
#define ROWS(name, shape, text) SQL_##name,
#define ROW(shape, ...)
enum sql_id {
#include "store/db/sql_all.def"
	SQL_COUNT
};
#undef SQL
#undef ROWS
#undef ROW

#define SQL(name, text)
#define ROWS(name, shape, text)
#define ROW(shape, ...) enum { __VA_ARGS__ };
#include "store/db/sql_all.def"
#undef SQL
#undef ROWS
#undef ROW

extern const char *const sql_texts[SQL_COUNT];

#endif
