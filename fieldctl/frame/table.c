#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/pool.h"
#include "fieldctl/frame/cell.h"
#include "fieldctl/frame/table.h"

#define GAP 2 /* blanks between columns */
/* a column is not narrowed below this, unless its texts are narrower */
#define WIDTH_MIN 8
#define ELLIPSIS  "\xe2\x80\xa6"

struct table {
	const struct table_column *columns;
	size_t column_count;
	struct pool texts;
	struct pointers rows; /* the cells of all rows, in sequence */
	/* width of the widest cell or the header */
	size_t widths[TABLE_COLUMNS_MAX];
	bool has_values[TABLE_COLUMNS_MAX];
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
	for (size_t i = 0; i < count; i++)
		table->widths[i] = cell_width(columns[i].header);
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
	for (size_t i = 0; i < table->column_count; i++) {
		size_t width = cell_width(cells[i]);

		end = stpcpy(end, cells[i]) + 1;
		if (width > table->widths[i])
			table->widths[i] = width;
		if (strcmp(cells[i], TABLE_NO_VALUE) != 0)
			table->has_values[i] = true;
	}
	return pointers_add(&table->rows, row);
}

/* --- fitting ------------------------------------------------------------ */

/* The printed width of each column; 0: it is hidden. */
struct layout {
	size_t widths[TABLE_COLUMNS_MAX];
	size_t hidden_count;
};

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The minimum width of column I. */
static size_t
least_width(const struct table *table, size_t i)
{
	const struct table_column *column = &table->columns[i];
	size_t header = cell_width(column->header);

	if (column->whole || i == 0)
		return table->widths[i];
	return smaller(
	    table->widths[i], header > WIDTH_MIN ? header : WIDTH_MIN);
}

/* The width of a line if no column is wider than LEVEL or its minimum. */
static size_t
line_width(const struct table *table, const struct layout *layout, size_t level)
{
	size_t total = 0;

	for (size_t i = 0; i < table->column_count; i++) {
		size_t least = least_width(table, i);

		if (layout->widths[i] == 0)
			continue;
		total += total > 0 ? GAP : 0;
		total += smaller(
		    table->widths[i], level > least ? level : least);
	}
	return total;
}

/* The column to hide next; 0, which always stays, when it is the only one
 * left. */
static size_t
next_to_hide(const struct table *table, const struct layout *layout)
{
	size_t found = 0;

	for (size_t i = 1; i < table->column_count; i++)
		if (layout->widths[i] > 0 &&
		    (found == 0 || !table->columns[i].last_to_hide ||
			table->columns[found].last_to_hide))
			found = i;
	return found;
}

/* Columns that say nothing make room before anything is cut. */
static void
hide_empty(const struct table *table, struct layout *layout, size_t line_max)
{
	for (size_t i = table->column_count - 1; i > 0; i--)
		if (!table->has_values[i] &&
		    line_width(table, layout, SIZE_MAX) > line_max)
			layout->widths[i] = 0;
}

static void
hide_columns(const struct table *table, struct layout *layout, size_t line_max)
{
	while (line_width(table, layout, 0) > line_max) {
		size_t i = next_to_hide(table, layout);

		if (i == 0)
			return;
		layout->widths[i] = 0;
		layout->hidden_count++;
	}
}

/* Narrow the widest columns to a common LEVEL; the remaining space goes to
 * truncated ones, from the left. */
static void
narrow_columns(
    const struct table *table, struct layout *layout, size_t line_max)
{
	size_t level = line_max, rest, line;

	while (level > 1 && line_width(table, layout, level) > line_max)
		level--;
	line = line_width(table, layout, level);
	rest = line < line_max ? line_max - line : 0;
	for (size_t i = 0; i < table->column_count; i++) {
		size_t least = least_width(table, i);

		if (layout->widths[i] == 0)
			continue;
		layout->widths[i] = smaller(
		    table->widths[i], level > least ? level : least);
		if (rest > 0 && layout->widths[i] < table->widths[i]) {
			layout->widths[i]++;
			rest--;
		}
	}
	/* As the last resort, narrow the only remaining column. */
	if (next_to_hide(table, layout) == 0)
		layout->widths[0] = smaller(layout->widths[0], line_max);
}

static void
lay_out(const struct table *table, const struct table_fit *fit,
    struct layout *layout)
{
	memcpy(layout->widths, table->widths, sizeof(layout->widths));
	layout->hidden_count = 0;
	if (fit->width == 0)
		return;
	if (!fit->shows_all) {
		hide_empty(table, layout, fit->width);
		hide_columns(table, layout, fit->width);
	}
	narrow_columns(table, layout, fit->width);
}

/* --- printing ----------------------------------------------------------- */

static void
put_blanks(FILE *stream, size_t count)
{
	for (; count > 0; count--)
		fputc(' ', stream);
}

/* Print TEXT in WIDTH columns; the last cell of a line is not padded. */
static void
put_cell(FILE *stream, const char *text, size_t width, bool right, bool is_last)
{
	size_t used, len = cell_cut(text, width, &used);
	const bool cut = text[len] != '\0';
	size_t blanks = width - used - (cut ? 1 : 0);

	put_blanks(stream, right ? blanks : 0);
	(void)fwrite(text, 1, len, stream);
	fputs(cut ? ELLIPSIS : "", stream);
	put_blanks(stream, right || is_last ? 0 : blanks);
}

struct line {
	const struct table *table;
	const struct layout *layout;
	size_t last; /* the last column that is shown */
	FILE *stream;
};

static void
put_text(const struct line *line, size_t i, const char *text)
{
	if (line->layout->widths[i] == 0)
		return;
	put_blanks(line->stream, i > 0 ? GAP : 0);
	put_cell(line->stream, text, line->layout->widths[i],
	    line->table->columns[i].right, i == line->last);
}

static void
put_header(const struct line *line)
{
	for (size_t i = 0; i < line->table->column_count; i++)
		put_text(line, i, line->table->columns[i].header);
	fputc('\n', line->stream);
}

static void
put_row(const struct line *line, const char *cell)
{
	for (size_t i = 0; i < line->table->column_count; i++) {
		put_text(line, i, cell);
		cell += strlen(cell) + 1;
	}
	fputc('\n', line->stream);
}

void
table_print(const struct table *table, const struct table_fit *fit,
    FILE *stream, size_t *ret_hidden)
{
	struct layout layout;
	struct line line = { table, &layout, 0, stream };

	lay_out(table, fit, &layout);
	*ret_hidden = layout.hidden_count;
	if (table->rows.count == 0)
		return;
	for (size_t i = 0; i < table->column_count; i++)
		if (layout.widths[i] > 0)
			line.last = i;
	put_header(&line);
	for (size_t i = 0; i < table->rows.count; i++)
		put_row(&line, table->rows.items[i]);
}
