#include "store/db/sql.h"

#define SQL(name, text)         [SQL_##name] = text,
#define ROWS(name, shape, text) [SQL_##name] = text,
#define ROW(shape, ...)
const char *const sql_texts[SQL_COUNT] = {
#include "store/db/sql_all.def"
};
