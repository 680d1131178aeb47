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

/* TEXT without the mark that csv_put_row() put before it, if it did. */
const char *csv_unmarked(const char *text);

/*
 * The text of a file in UTF-8: BYTES themselves, or *ret_copy, which the
 * caller frees, where a byte order mark says that they are UTF-16.
 * FIELD_EINVAL with *ret_problem, which says how to mend it; FIELD_ENOMEM.
 */
int csv_decode(const char **bytes, size_t *len, char **ret_copy,
    struct csv_problem *ret_problem);

#endif
