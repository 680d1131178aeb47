/*
 * store/import/csv_inside: shared by reading and writing.
 * Layer: store.  Users: csv*.c alone.
 */
#ifndef STORE_IMPORT_CSV_INSIDE_H
#define STORE_IMPORT_CSV_INSIDE_H

#include "store/import/csv.h"

#define CSV_BOM "\xef\xbb\xbf" /* U+FEFF in UTF-8 */

/* The mark by which spreadsheets recognise text. */
#define CSV_MARK '\''

/* Report that the file is invalid in LINE: FORMAT, with one '%s' for ABOUT,
 * which may be from the file.  Returns FIELD_EINVAL. */
int csv_fail(struct csv_problem *problem, int64_t line, const char *format,
    const char *about);

/* TEXT from the file in quotes, shortened; "?" if it is not printable. */
void csv_put_shown(struct strbuf *buf, const char *text);

/* TEXT without the mark that csv_put_row() added, if it did. */
const char *csv_unmarked(const char *text);

/*
 * The text of a file in UTF-8: BYTES themselves, or *ret_copy, which the caller
 * frees, if a byte order mark indicates UTF-16.  FIELD_EINVAL with
 * *ret_problem, which explains how to fix it; FIELD_ENOMEM.
 */
int csv_decode(const char **bytes, size_t *len, char **ret_copy,
    struct csv_problem *ret_problem);

/* Convert the Windows-1252 text BYTES to UTF-8; the caller frees it.
 * FIELD_EINVAL: it contains unassigned bytes, or is empty. */
int csv_decode_ansi(
    const char *bytes, size_t len, char **ret_copy, size_t *ret_len);

/* csv_open() for such a text: only if the header belongs to a program that
 * writes it. */
int csv_open_ansi(
    const char *bytes, size_t len, struct csv_reader **ret_reader);

#endif
