/*
 * store/import/csv_format: the exports of other programs that are recognised
 * by their headers, and what their columns mean.
 * Layer: store.  Users: csv_header, csv_value, csv_key, csv_people.
 *
 * In a recognised export the columns of no use here are ignored, and the
 * import says which.  In every other file an unknown column fails the file.
 */
#ifndef STORE_IMPORT_CSV_FORMAT_H
#define STORE_IMPORT_CSV_FORMAT_H

#include "store/import/csv_column.h"

/* The header's name of a column, squeezed, and what it means. */
struct csv_alias {
	const char *name;
	enum csv_column column;
};

#define CSV_NEEDS_MAX 3

/* What the files of one program share. */
struct csv_program {
	/* The first one of a meaning that the header has is used; the table
	 * ends with a name of NULL. */
	const struct csv_alias *columns;
	/* A report: totals and the time of printing stand below the rows. */
	bool is_report;
	/* The program lets no two people have one name, so that a row is known
	 * again by it. */
	bool has_unique_names;
	/* Companies and people in one list: a row without a first and last name
	 * is a company, and others are no employees. */
	bool has_companies;
};

struct csv_format {
	const char *title; /* N_() */
	const struct csv_program *program;
	/* Squeezed: the columns by which it is recognised; NULL ends them. */
	const char *needs[CSV_NEEDS_MAX + 1];
	/* Squeezed: what stands in the lines above the header, or NULL.  Of the
	 * columns only one with names is needed then. */
	const char *above;
};

/*
 * The format of a file with this HEADER, or NULL.  ABOVE is the squeezed text
 * of the lines before it.
 */
const struct csv_format *csv_format_find(
    const struct csv_row *header, const char *above);

#endif
