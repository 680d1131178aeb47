/*
 * store/import/csv: people from a file and back (A11): RFC 4180, strictly.
 * Layer: store.  Users: control/source, fieldctl's listings.
 *
 * Reader: comma, semicolon or tab (whichever the header has, or a first line
 * "sep=;" says, in quotes or filled up with separators too, and then also
 * "|"), fields in double quotes may hold separators, line ends and
 * doubled quotes; CRLF or LF; UTF-8, or UTF-16 where a byte order mark says
 * so; empty lines are passed over.  What is neither
 * is an error with the number of its line, counted from 1 as an editor does.
 *
 * Writer: a field that a spreadsheet would run as a formula gets a leading
 * "'", and so does one that begins with "'" or could be taken for that first
 * line; the reader takes it away again.
 */
#ifndef STORE_IMPORT_CSV_H
#define STORE_IMPORT_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "store/import/plan.h"

#define CSV_FIELD_MAX  ((size_t)16 * 1024) /* bytes of one field */
#define CSV_COLUMN_MAX 200

struct csv_problem {
	int64_t line;
	char why[300]; /* translated */
};

struct csv_reader;

/* BYTES are kept by reference.  FIELD_EINVAL (neither UTF-8 nor UTF-16 with
 * its mark, or a NUL; with the line, and how to mend it), FIELD_ENOMEM. */
int csv_open(const char *bytes, size_t len, struct csv_reader **ret_reader,
    struct csv_problem *ret_problem);
void csv_close(struct csv_reader *reader);

struct csv_row {
	const char *const *fields; /* until the next call */
	size_t count;
	int64_t line; /* on which it begins */
};

/* 1: a row; 0: no more; FIELD_EINVAL with *ret_problem, after which the
 * reader only repeats it; FIELD_ENOMEM. */
int csv_next(struct csv_reader *reader, struct csv_row *ret_row,
    struct csv_problem *ret_problem);

/* The place behind the last row, and back to it, to read on from there once
 * more. */
struct csv_place {
	const char *at;
	int64_t line;
};
struct csv_place csv_place(const struct csv_reader *reader);
void csv_go_back(struct csv_reader *reader, struct csv_place place);

/* One row, with its CRLF, quoted where it must be. */
void csv_put_row(struct strbuf *buf, const char *const *fields, size_t count);

/*
 * Columns by their names in the header, without case, blanks and underscores:
 * those of csv_put_header(), common other names of them, and what MAPPINGS say
 * ("Vorname" is "first_name"; "-" passes a column over).  An unknown column,
 * a row of another length or the same person twice fail the file as a whole
 * (FIELD_EINVAL with *ret_problem); a row that cannot be a person is refused
 * alone, in the plan.
 *
 * Rows whose cells are all empty, which spreadsheets keep where there once was
 * something, and empty cells behind the last column mean nothing.
 *
 * A row is known again by its id (ours, as exported), else by external_id,
 * employee_number or e-mail, whichever comes first; where rows under several
 * names have one e-mail, by that and the name.
 */
struct csv_mapping {
	const char *column, *field;
};
int csv_import(struct plan *plan, const char *bytes, size_t len,
    const struct csv_mapping *mappings, size_t mapping_count,
    struct csv_problem *ret_problem);

/* The entity of these records. */
#define CSV_ENTITY "person"

/* The file of people that can be imported: its header, and the row of one;
 * what is exported and imported back into the same database is an empty
 * plan. */
void csv_put_header(struct strbuf *buf);
void csv_put_person(struct strbuf *buf, const struct user *user);

#endif
