/*
 * fieldctl/frame/table: aligned columns within the width of a terminal.
 * Layer: fieldctl.  Users: listing.
 *
 * Rows are kept as text until the last one has arrived, since it may have the
 * widest cell of a column: about 10 MiB for 100,000 people (bench/list).
 */
#ifndef FIELDCTL_FRAME_TABLE_H
#define FIELDCTL_FRAME_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TABLE_COLUMNS_MAX 64
#define TABLE_NO_VALUE    "-" /* what a cell without one has */

struct table_column {
	const char *header; /* translated */
	bool right;         /* numbers */
	bool whole;         /* never truncated, such as numbers and times */
	bool last_to_hide;
};

/* The space for a table. */
struct table_fit {
	size_t width;   /* 0: no limit; cells are not truncated */
	bool shows_all; /* hide no column: lines may be longer */
};

struct table;

/* COLUMNS must outlive the table.  NULL: out of memory, or too many. */
struct table *table_new(const struct table_column *columns, size_t count);

/* Add a row with as many CELLS, which are copied and must be safe for a
 * terminal.  FIELD_ENOMEM. */
int table_add(struct table *table, const char *const *cells);

/*
 * The header and the rows; nothing for a table without rows.
 *
 * Where the columns are wider than FIT, those that have no value in any row
 * are left out, from the right; then the widest become narrower, down to
 * 8 columns or their header; the first column and those that are whole keep
 * their width.  What still does not fit is hidden from the right, and counted
 * in *ret_hidden; the first column is always shown.
 */
void table_print(const struct table *table, const struct table_fit *fit,
    FILE *stream, size_t *ret_hidden);

void table_free(struct table *table);

#endif
