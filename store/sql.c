#include "store/sql.h"

const char *const sql_texts[SQL_COUNT] = {
#define SQL(name, text) [SQL_##name] = text,
#include "store/sql_all.def"
#undef SQL
};
