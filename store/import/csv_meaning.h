/*
 * store/import/csv_meaning: the meanings of the columns of a header, by the
 * format of the file, by their names, or by a mapping.
 * Layer: store.  Users: csv_header.
 */
#ifndef STORE_IMPORT_CSV_MEANING_H
#define STORE_IMPORT_CSV_MEANING_H

#include "store/import/csv_format.h"

struct csv_mappings {
	const struct csv_mapping *items;
	size_t count;
};

/* The columns of a file, in its order. */
struct csv_columns {
	enum csv_column of[CSV_COLUMN_MAX];
	size_t count;
	const struct csv_format *format; /* NULL: not from another program */
};

bool csv_has_all_mapped(
    const struct csv_mappings *mappings, const struct csv_row *header);

/* Whether each column has a known name, or is mapped. */
bool csv_is_plain_header(
    const struct csv_mappings *mappings, const struct csv_row *header);

/* Determine them by COLUMNS->format, and fill the rest of *columns.
 * FIELD_EINVAL with *ret_problem: columns are unknown or repeated, a mapping
 * maps nothing, or there are no names. */
int csv_columns_read(const struct csv_row *header,
    const struct csv_mappings *mappings, struct csv_columns *columns,
    struct csv_problem *ret_problem);

#endif
