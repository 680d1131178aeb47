/*
 * The CSV reader: no crash, and accepted files can be written and read back
 * unchanged.
 * Build: clang -fsanitize=fuzzer,address,undefined with store/import/csv_read.c
 * and base.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/import/csv.h"

/* The row again, written by csv_put_row(). */
static void
check_row(const struct csv_row *row)
{
	struct strbuf text = STRBUF_INIT;
	struct csv_reader *reader = NULL;
	struct csv_problem problem;
	struct csv_row again;

	csv_put_row(&text, row->fields, row->count);
	if (text.failed ||
	    csv_open(text.bytes, text.len, &reader, &problem) < 0)
		abort();
	if (csv_next(reader, &again, &problem) != 1 ||
	    again.count != row->count)
		abort();
	for (size_t i = 0; i < row->count; i++)
		if (strcmp(again.fields[i], row->fields[i]) != 0)
			abort();
	csv_close(reader);
	strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv_reader *reader;
	struct csv_problem problem;
	struct csv_row row;
	int64_t last = 0;
	int rc = csv_open((const char *)data, size, &reader, &problem);

	if (rc == FIELD_EINVAL) {
		if (problem.line < 1 || problem.why[0] == '\0')
			abort();
		return 0;
	}
	for (rc = csv_next(reader, &row, &problem); rc == 1;
	     rc = csv_next(reader, &row, &problem)) {
		if (row.line <= last || row.count == 0)
			abort();
		last = row.line;
		check_row(&row);
	}
	if (rc == FIELD_EINVAL && (problem.line < 1 || problem.why[0] == '\0'))
		abort();
	csv_close(reader);
	return 0;
}
