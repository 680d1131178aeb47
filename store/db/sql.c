#include "store/db/sql.h"

const char *const sql_texts[SQL_COUNT] = {
#define SQL(name, text) [SQL_##name] = text,
#include "store/db/sql_all.def"
#undef SQL
};
