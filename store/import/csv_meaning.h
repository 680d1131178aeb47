/*
 * store/import/csv_meaning: what the columns of a header mean, by the format of
 * the file, by their names, or by what was mapped.
 * Layer: store.  Users: csv_header.
 */
#ifndef STORE_IMPORT_CSV_MEANING_H
#define STORE_IMPORT_CSV_MEANING_H

#include "store/import/csv_format.h"

struct csv_mappings {
	const struct csv_mapping *items;
	size_t count;
};

/* Of a file, in its order. */
struct csv_columns {
	enum csv_column of[CSV_COLUMN_MAX];
	size_t count;
	const struct csv_format *format; /* NULL: no other program's */
};

bool csv_has_all_mapped(
    const struct csv_mappings *mappings, const struct csv_row *header);

/* Whether each column has a name of a file of people, or is mapped. */
bool csv_is_plain_header(
    const struct csv_mappings *mappings, const struct csv_row *header);

/* By COLUMNS->format; the rest of *columns is filled.  FIELD_EINVAL with
 * *ret_problem: columns are unknown or come twice, a mapping maps nothing, or
 * there are no names. */
int csv_columns_read(const struct csv_row *header,
    const struct csv_mappings *mappings, struct csv_columns *columns,
    struct csv_problem *ret_problem);

#endif
