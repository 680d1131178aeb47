/*
 * store/import/csv: reads people from a file and writes them (A11): RFC 4180,
 * strictly.
 * Layer: store.  Users: control/source, fieldctl's listings.
 *
 * Reader: separated by comma, semicolon or tab, whichever occurs in the header,
 * or by the character in a first line "sep=;" (then also "|"), which may be
 * quoted or padded with separators.  Fields in double quotes may contain
 * separators, line ends and doubled quotes.  CRLF or LF; UTF-8, or UTF-16 with
 * a byte order mark.  Empty lines are skipped.  Any other text is an error with
 * its line number, counted from 1 as editors do.
 *
 * Writer: a field that a spreadsheet would run as a formula gets a leading "'",
 * and so does a field that begins with "'" or looks like such a first line; the
 * reader removes it again.
 */
#ifndef STORE_IMPORT_CSV_H
#define STORE_IMPORT_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "store/import/plan.h"
#include "store/people/user.h"

#define CSV_FIELD_MAX  ((size_t)16 * 1024) /* bytes of one field */
#define CSV_COLUMN_MAX 200

struct csv_problem {
	int64_t line;
	char why[1600]; /* translated */
};

struct csv_reader;

/* BYTES are kept by reference.  FIELD_EINVAL (neither UTF-8 nor UTF-16 with its
 * mark, or a NUL; with the line, and how to fix it), FIELD_ENOMEM. */
int csv_open(const char *bytes, size_t len, struct csv_reader **ret_reader,
    struct csv_problem *ret_problem);
void csv_close(struct csv_reader *reader);

struct csv_row {
	const char *const *fields; /* until the next call */
	size_t count;
	int64_t line; /* where it begins */
};

/* 1: a row; 0: no more rows; FIELD_EINVAL with *ret_problem, which all later
 * calls return again; FIELD_ENOMEM. */
int csv_next(struct csv_reader *reader, struct csv_row *ret_row,
    struct csv_problem *ret_problem);

/* The position after the last row, and back to it, to read on from there once
 * more, even after a failure. */
struct csv_place {
	const char *at;
	int64_t line;
};
struct csv_place csv_place(const struct csv_reader *reader);
void csv_go_back(struct csv_reader *reader, struct csv_place place);

/* The character between fields; a first line "sep=;" takes precedence. */
char csv_separator(const struct csv_reader *reader);
void csv_set_separator(struct csv_reader *reader, char separator);

/* One row with its CRLF, quoted where necessary. */
void csv_put_row(struct strbuf *buf, const char *const *fields, size_t count);

/* What is reported about a file before its people. */
struct csv_found {
	char format[100]; /* translated */
	bool is_ansi;     /* the text was read as Windows-1252 */
	/* The file's names of the columns, their meanings, and the columns that
	 * are not used. */
	struct name_list used, meanings, ignored;
	/* Lines that are not people: above the header, totals, a date. */
	int64_t *passed_over;
	size_t passed_over_count;
};
void csv_found_release(struct csv_found *found);

/*
 * Exports of other programs are recognised by their headers (csv_format.h),
 * also below title lines, and in Windows-1252.  In any other file the columns
 * are known by their names, without case, blanks and underscores: those of
 * csv_put_header(), and common other names of them.  MAPPINGS say what further
 * columns mean ("Vorname" is "first_name"; "-" passes a column over).  Unknown
 * columns, a row of another length or the same person twice fail the file as a
 * whole (FIELD_EINVAL with *ret_problem); a row that cannot be a person is
 * refused alone, in the plan.
 *
 * Rows whose cells are all empty, which spreadsheets keep where there once was
 * something, and empty cells behind the last column mean nothing.
 *
 * A row is known again by its id (ours, as exported), else by external_id,
 * employee_number or e-mail, whichever comes first; where rows under several
 * names have one e-mail, by that and the name; without these by its login; and in the export of a program
 * that keeps names unique, by the name.
 *
 * *ret_found begins as zeroes and is released by the caller, whatever is
 * returned.
 */
struct csv_mapping {
	const char *column, *field;
};
int csv_import(struct plan *plan, const char *bytes, size_t len,
    const struct csv_mapping *mappings, size_t mapping_count,
    struct csv_found *ret_found, struct csv_problem *ret_problem);

/* The entity of these records. */
#define CSV_ENTITY "person"

/* The file of people that can be imported: its header, and the row of one
 * person.  A file that was exported and is imported into the same database
 * gives an empty plan. */
void csv_put_header(struct strbuf *buf);
/* CREW: the login name of the person's lead, or "".  The last column is what
 * the person can sign in with at NOW_S, which an import ignores. */
void csv_put_person(struct strbuf *buf, const struct user_listed *listed,
    const char *crew, int64_t now_s);

#endif
