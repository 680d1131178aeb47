/*
 * store/import/csv_format: the exports of other programs that are recognised by
 * their headers, and the meanings of their columns.
 * Layer: store.  Users: csv_header, csv_value, csv_key, csv_people.
 *
 * In a recognised export, columns that are not used are ignored, and the import
 * reports them.  In every other file an unknown column makes the file invalid.
 */
#ifndef STORE_IMPORT_CSV_FORMAT_H
#define STORE_IMPORT_CSV_FORMAT_H

#include "store/import/csv_column.h"

/* The name of a column in the header, squeezed, and its meaning. */
struct csv_alias {
	const char *name;
	enum csv_column column;
};

#define CSV_NEEDS_MAX 3

/* Properties that all files of a program share. */
struct csv_program {
	/* For each meaning, the first column that the header has is used; the
	 * table ends with a name of NULL. */
	const struct csv_alias *columns;
	/* A report: totals and the time of printing are below the rows. */
	bool is_report;
	/* The program keeps names unique, so that a row can be recognised by
	 * its name. */
	bool has_unique_names;
	/* Companies and people in one list: a row without a first and last name
	 * is a company; other rows are not employees. */
	bool has_companies;
};

struct csv_format {
	const char *title; /* N_() */
	const struct csv_program *program;
	/* Squeezed: the columns by which it is recognised; ends with NULL. */
	const char *needs[CSV_NEEDS_MAX + 1];
	/* Squeezed: the text in the lines above the header, or NULL.  With it,
	 * one column with names is sufficient. */
	const char *above;
};

/*
 * The format of a file with this HEADER, or NULL.  ABOVE is the squeezed text
 * of the lines before it.
 */
const struct csv_format *csv_format_find(
    const struct csv_row *header, const char *above);

#endif
