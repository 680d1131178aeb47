/*
 * store/import/csv_inside: what reading and writing share.
 * Layer: store.  Users: csv*.c alone.
 */
#ifndef STORE_IMPORT_CSV_INSIDE_H
#define STORE_IMPORT_CSV_INSIDE_H

#include "store/import/csv.h"

#define CSV_BOM "\xef\xbb\xbf" /* U+FEFF in UTF-8 */

/* What spreadsheets take for "this is text". */
#define CSV_MARK '\''

/* The file is wrong in LINE: FORMAT, with one '%s' for ABOUT, which may be from
 * the file.  Returns FIELD_EINVAL. */
int csv_fail(struct csv_problem *problem, int64_t line, const char *format,
    const char *about);

/* TEXT from the file in quotes, shortened, "?" where it is not printable. */
void csv_put_shown(struct strbuf *buf, const char *text);

/* TEXT without the mark that csv_put_row() put before it, if it did. */
const char *csv_unmarked(const char *text);

/*
 * The text of a file in UTF-8: BYTES themselves, or *ret_copy, which the
 * caller frees, where a byte order mark says that they are UTF-16.
 * FIELD_EINVAL with *ret_problem, which says how to mend it; FIELD_ENOMEM.
 */
int csv_decode(const char **bytes, size_t *len, char **ret_copy,
    struct csv_problem *ret_problem);

/* The text of Windows-1252 BYTES in UTF-8, which the caller frees.
 * FIELD_EINVAL: it holds bytes that mean nothing there, or it is empty. */
int csv_decode_ansi(
    const char *bytes, size_t len, char **ret_copy, size_t *ret_len);

/* csv_open() of such a text: only where the header is that of a program that
 * writes it. */
int csv_open_ansi(
    const char *bytes, size_t len, struct csv_reader **ret_reader);

#endif
