/*
 * fieldctl/frame/table: aligned columns, as libsmartcols prints them, in little
 * memory.
 * Layer: fieldctl.  Users: listing alone.
 *
 * libsmartcols needs about a kilobyte for each row that it prints.  So rows are
 * kept here as their texts alone, and given to it a block at a time: once to
 * learn how wide each column is, and once to print.  Up to TABLE_BLOCK rows
 * are one block, which it fits to a terminal; longer tables are as wide as
 * their texts.
 */
#ifndef FIELDCTL_FRAME_TABLE_H
#define FIELDCTL_FRAME_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TABLE_BLOCK       2000
#define TABLE_COLUMNS_MAX 64

struct table_column {
	const char *header; /* translated */
	bool right;         /* numbers */
};

struct table;

/* COLUMNS live as long as the table.  NULL: out of memory, or too many. */
struct table *table_new(const struct table_column *columns, size_t count);

/* A row of as many CELLS, which are copied.  FIELD_ENOMEM. */
int table_add(struct table *table, const char *const *cells);

/* Nothing for a table without rows.  FIELD_ENOMEM: some may be written. */
int table_print(struct table *table, FILE *stream);

void table_free(struct table *table);

#endif
