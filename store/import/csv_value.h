/*
 * store/import/csv_value: the values of a row by column, in the form of our own
 * files: numbers from "Phone:… Mobile:…", dates from other notations.
 * Layer: store.  Users: csv_people, csv_key.
 */
#ifndef STORE_IMPORT_CSV_VALUE_H
#define STORE_IMPORT_CSV_VALUE_H

#include "store/core/user.h"
#include "store/import/csv_header.h"

struct csv_values {
	/* By column, up to CSV_COLUMN_FIELD_COUNT; "" for none.  Valid as long
	 * as the row and this struct. */
	const char *of[CSV_COLUMN_COUNT];
	char name[2 * USER_TEXT_SIZE];
	char phone[USER_TEXT_SIZE], mobile[USER_TEXT_SIZE];
	char ends_on[sizeof("2026-11-24")];
};

/* false: the row has fewer or more fields than the header. */
bool csv_values_take(const struct csv_columns *columns,
    const struct csv_row *row, struct csv_values *values);

/* A row below the people of a report that is not a person: a total, or the time
 * of printing. */
bool csv_row_is_footer(
    const struct csv_columns *columns, const struct csv_row *row);

/* Whether a status means that the person is employed, or that they were
 * deleted; false: the word is unknown. */
bool csv_status_read(const char *text, bool *ret_active, bool *ret_deleted);

#endif
