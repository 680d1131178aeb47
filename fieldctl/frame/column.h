/*
 * fieldctl/frame/column: the selection of columns of a list: --wide, --columns.
 * Layer: fieldctl.  Users: listing, every verb that lists.
 */
#ifndef FIELDCTL_FRAME_COLUMN_H
#define FIELDCTL_FRAME_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/table.h"

/* Columns are in order of importance: on a narrow terminal the last are hidden
 * first. */
enum column_flags {
	COLUMN_NUMBER = 1, /* right-aligned, never truncated */
	COLUMN_TIME = 2,   /* never truncated */
	/* An end, such as of an account: midnight is shown as the end of the
	 * previous day.  Never truncated. */
	COLUMN_END = 4,
	COLUMN_WHOLE = COLUMN_NUMBER | COLUMN_TIME | COLUMN_END,
	COLUMN_WIDE = 8,     /* in a table only with --wide or --columns */
	COLUMN_LAST = 16,    /* hidden after all others */
	COLUMN_NOT_CSV = 32, /* in CSV only with --columns */
};

struct listing_column {
	const char *key;    /* of the row's object; NULL: see LISTING_END */
	const char *header; /* N_(); NULL: in a table only with --columns */
	unsigned flags;
};

/* The end of a table of columns.  NOTHING is the sentence to print if there are
 * no rows, N_(); NULL if another message says so, or there is always a row. */
#define LISTING_END(nothing)     \
	{                        \
		NULL, nothing, 0 \
	}

/* The options of a verb that lists LIST, a table of columns. */
#define LISTING_OPTIONS(list)                                             \
	{ "csv", NULL, N_("as CSV (RFC 4180)"), false },                  \
	    { "wide", NULL, N_("all columns, each as wide as its texts"), \
		    false },                                              \
	{                                                                 \
		"columns", "COLUMN[,COLUMN...]",                          \
		    N_("these columns, in this order"), false, 0, list    \
	}

/* The selected columns, in order. */
struct column_choice {
	const struct listing_column *shown[TABLE_COLUMNS_MAX];
	size_t count;
};

/*
 * Select from COLUMNS for a list in CTL's format.  EX_OK, or EX_USAGE after
 * printing the available columns.  With --json the choice has no effect, but is
 * checked.
 */
int column_choose(struct ctl *ctl, const struct listing_column *columns,
    struct column_choice *ret_choice);

/* The header of COLUMN, translated, or its key; BUF has SIZE bytes. */
const char *column_header(
    const struct listing_column *column, char *buf, size_t size);

#endif
