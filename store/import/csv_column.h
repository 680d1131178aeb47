/*
 * store/import/csv_column: what the columns of a file of people are.
 * Layer: store.  Users: csv_people, csv_key.
 */
#ifndef STORE_IMPORT_CSV_COLUMN_H
#define STORE_IMPORT_CSV_COLUMN_H

#include "store/import/csv.h"

enum csv_column {
	CSV_COLUMN_ID,
	CSV_COLUMN_EXTERNAL_ID,
	CSV_COLUMN_FIRST_NAME,
	CSV_COLUMN_LAST_NAME,
	CSV_COLUMN_NAME,
	CSV_COLUMN_EMAIL,
	CSV_COLUMN_PHONE,
	CSV_COLUMN_MOBILE,
	CSV_COLUMN_TITLE,
	CSV_COLUMN_DEPARTMENT,
	CSV_COLUMN_EMPLOYEE_NUMBER,
	CSV_COLUMN_KIND,
	CSV_COLUMN_STATUS,
	CSV_COLUMN_ENDS_ON,
	CSV_COLUMN_COUNT,
	CSV_COLUMN_IGNORED = CSV_COLUMN_COUNT, /* known, and of no use here */
};

/* One name for each field, and "-"; ended by NULL.  Others are understood as
 * well, such as "jobtitle". */
extern const char *const csv_field_words[];

/* Of a file, in its order. */
struct csv_columns {
	enum csv_column of[CSV_COLUMN_MAX];
	size_t count;
};

/* HEADER without the empty cells at its end.  FIELD_EINVAL with *ret_problem:
 * a column is unknown or comes twice, a mapping maps nothing, or there are no
 * names. */
int csv_columns_read(const struct csv_row *header,
    const struct csv_mapping *mappings, size_t mapping_count,
    struct csv_columns *ret_columns, struct csv_problem *ret_problem);

#endif
