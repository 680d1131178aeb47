/*
 * store/import/csv_header: finds the header of a file of people, the program
 * that wrote the file, and the meanings of the columns.
 * Layer: store.  Users: csv_people, csv_value, csv_key.
 */
#ifndef STORE_IMPORT_CSV_HEADER_H
#define STORE_IMPORT_CSV_HEADER_H

#include "store/import/csv_meaning.h"

/* The number of lines in which the header is searched. */
#define CSV_TITLE_LINES 20

/*
 * Read READER up to the end of the header.  FIELD_EINVAL with *ret_problem: the
 * file is empty, columns are unknown or repeated, a mapping maps nothing, or
 * there are no names.  FIELD_ENOMEM.
 */
int csv_header_read(struct csv_reader *reader,
    const struct csv_mapping *mappings, size_t mapping_count,
    struct csv_columns *ret_columns, struct csv_found *ret_found,
    struct csv_problem *ret_problem);

/* ROW without the empty cells at its end. */
size_t csv_used_count(const struct csv_row *row);

/* csv_next(), skipping empty rows. */
int csv_next_row(struct csv_reader *reader, struct csv_row *ret_row,
    struct csv_problem *ret_problem);

/* Record that LINE was skipped.  FIELD_ENOMEM. */
int csv_pass_over(struct csv_found *found, int64_t line);

#endif
