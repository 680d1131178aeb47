/*
 * fieldctl/user/sheet: codes on paper, a strip for each person (N8).
 * Layer: fieldctl.  Users: secret.
 *
 * The file is created by the process of the caller, with the mode 0600, and
 * never replaces another one.
 */
#ifndef FIELDCTL_USER_SHEET_H
#define FIELDCTL_USER_SHEET_H

#include <jansson.h>
#include <stdio.h>

#include "fieldctl/frame/ctl.h"

struct sheet {
	const char *path; /* NULL: there is none */
	FILE *file;       /* NULL for a dry run */
	size_t count;     /* strips written */
};

/* Create the file of the option --sheet.  EX_OK, also without the option; or
 * EX_CANTCREAT after reporting the reason.  Close it in any case. */
int sheet_open(struct ctl *ctl, struct sheet *sheet);

/* A strip for each of ROWS that has a code, on disk when this returns.  EX_OK,
 * or EX_IOERR after reporting it. */
int sheet_write(struct ctl *ctl, struct sheet *sheet, const json_t *rows);

/* A file without a strip is removed. */
void sheet_close(struct sheet *sheet);

#endif
