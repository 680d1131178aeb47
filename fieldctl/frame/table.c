#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/array.h"
#include "base/pool.h"
#include "fieldctl/frame/table.h"

struct table {
	const struct table_column *columns;
	size_t column_count;
	struct pool texts;
	struct pointers rows; /* the cells of each, one after another */
	size_t widths[TABLE_COLUMNS_MAX]; /* of the widest cell by now */
};

struct table *
table_new(const struct table_column *columns, size_t count)
{
	struct table *table = calloc(1, sizeof(*table));

	if (table == NULL || count > TABLE_COLUMNS_MAX) {
		free(table);
		return NULL;
	}
	table->columns = columns;
	table->column_count = count;
	return table;
}

void
table_free(struct table *table)
{
	if (table == NULL)
		return;
	pool_release(&table->texts);
	pointers_release(&table->rows);
	free(table);
}

int
table_add(struct table *table, const char *const *cells)
{
	size_t size = 0;
	char *row, *end;

	for (size_t i = 0; i < table->column_count; i++)
		size += strlen(cells[i]) + 1;
	row = pool_alloc(&table->texts, size);
	if (row == NULL)
		return FIELD_ENOMEM;
	end = row;
	for (size_t i = 0; i < table->column_count; i++)
		end = stpcpy(end, cells[i]) + 1;
	return pointers_add(&table->rows, row);
}

/* --- blocks ------------------------------------------------------------------ */

static bool
add_columns(const struct table *table, struct libscols_table *block)
{
	for (size_t i = 0; i < table->column_count; i++)
		/* a hint of 0 is none; one above 1 is a number of columns */
		if (scols_table_new_column(block, table->columns[i].header,
			(double)table->widths[i],
			table->columns[i].right ? SCOLS_FL_RIGHT : 0) == NULL)
			return false;
	return true;
}

static bool
add_lines(const struct table *table, size_t begin, size_t end,
    struct libscols_table *block)
{
	for (size_t i = begin; i < end; i++) {
		struct libscols_line *line = scols_table_new_line(block, NULL);
		const char *cell = table->rows.items[i];

		if (line == NULL)
			return false;
		for (size_t k = 0; k < table->column_count; k++) {
			if (scols_line_set_data(line, k, cell) != 0)
				return false;
			cell += strlen(cell) + 1;
		}
	}
	return true;
}

/* The rows from BEGIN to END; NULL when out of memory. */
static struct libscols_table *
make_block(const struct table *table, size_t begin, size_t end)
{
	struct libscols_table *block = scols_new_table();

	if (block == NULL)
		return NULL;
	if (!add_columns(table, block) ||
	    !add_lines(table, begin, end, block)) {
		scols_unref_table(block);
		return NULL;
	}
	return block;
}

/* libsmartcols knows the widths of what it has printed. */
static void
keep_widths(struct table *table, const struct libscols_table *block)
{
	for (size_t i = 0; i < table->column_count; i++) {
		size_t width = scols_column_get_width(
		    scols_table_get_column((struct libscols_table *)block, i));

		if (width > table->widths[i])
			table->widths[i] = width;
	}
}

static int
print_block(struct table *table, size_t begin, FILE *stream, bool measures)
{
	size_t end = begin + TABLE_BLOCK < table->rows.count ?
	    begin + TABLE_BLOCK :
	    table->rows.count;
	struct libscols_table *block = make_block(table, begin, end);
	int rc;

	if (block == NULL)
		return FIELD_ENOMEM;
	scols_table_set_stream(block, stream);
	if (table->rows.count > TABLE_BLOCK)
		scols_table_set_termforce(block, SCOLS_TERMFORCE_NEVER);
	if (begin > 0)
		scols_table_enable_noheadings(block, 1);
	rc = scols_print_table(block) == 0 ? FIELD_OK : FIELD_ENOMEM;
	if (measures)
		keep_widths(table, block);
	scols_unref_table(block);
	return rc;
}

static int
print_blocks(struct table *table, FILE *stream, bool measures)
{
	int rc = FIELD_OK;

	for (size_t begin = 0; begin < table->rows.count && rc == FIELD_OK;
	     begin += TABLE_BLOCK)
		rc = print_block(table, begin, stream, measures);
	return rc;
}

int
table_print(struct table *table, FILE *stream)
{
	FILE *nowhere;
	int rc;

	if (table->rows.count > TABLE_BLOCK) {
		nowhere = fopen("/dev/null", "we");
		if (nowhere == NULL)
			return FIELD_ENOMEM;
		rc = print_blocks(table, nowhere, true);
		(void)fclose(nowhere);
		if (rc < 0)
			return rc;
	}
	return print_blocks(table, stream, false);
}
