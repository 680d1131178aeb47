/*
 * fieldctl/csv: writing RFC 4180.
 * Layer: fieldctl.  Users: listing, export.
 */
#ifndef FIELDCTL_CSV_H
#define FIELDCTL_CSV_H

#include <stdbool.h>
#include <stdio.h>

/* One field; quoted when it holds a quote, a comma, CR or LF, or has white
 * space at an end (section 2, rules 5 to 7). */
void csv_put(FILE *stream, const char *text, bool first);

/* CRLF (rule 1). */
void csv_end(FILE *stream);

#endif
