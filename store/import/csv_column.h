/*
 * store/import/csv_column: the columns of a file of people, and their names.
 * Layer: store.  Users: the other csv files.
 */
#ifndef STORE_IMPORT_CSV_COLUMN_H
#define STORE_IMPORT_CSV_COLUMN_H

#include "store/import/csv.h"

enum csv_column {
	CSV_COLUMN_ID,
	CSV_COLUMN_EXTERNAL_ID,
	CSV_COLUMN_LOGIN,
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
	CSV_COLUMN_ROLE,
	CSV_COLUMN_SITE,
	CSV_COLUMN_CREW,
	CSV_COLUMN_STATUS,
	CSV_COLUMN_ENDS_ON,
	CSV_COLUMN_FIELD_COUNT, /* columns of our own files */
	/* Only in exports of other programs: see csv_value.c. */
	CSV_COLUMN_DETAILS = CSV_COLUMN_FIELD_COUNT,
	CSV_COLUMN_PHONES,
	CSV_COLUMN_PHONE_COUNTRY,
	CSV_COLUMN_PHONE_AREA,
	CSV_COLUMN_MOBILE_COUNTRY,
	CSV_COLUMN_MOBILE_AREA,
	CSV_COLUMN_EMAIL_ELSE,
	CSV_COLUMN_BLOCKED,
	CSV_COLUMN_MEMBER,
	CSV_COLUMN_COUNT,
	CSV_COLUMN_IGNORED = CSV_COLUMN_COUNT, /* known, but not used */
};

/* One name for each field, and "-"; ended by NULL.  Other names are also
 * accepted, such as "jobtitle". */
extern const char *const csv_field_words[];

/* The column that NAME stands for in a file of people, ignoring case, blanks,
 * '_', '-' and '.'; false: none. */
bool csv_column_find(const char *name, enum csv_column *ret_column);

/* The name of a column as shown to people: "first_name", also for a column that
 * occurs only in exports of other programs. */
const char *csv_column_name(enum csv_column column);

#define CSV_SQUEEZED_SIZE 64

/* TEXT in lower case, without blanks, '_', '-', '.' and a leading '*', cut to
 * fit. */
void csv_squeeze(const char *text, char *buf, size_t size);

#endif
