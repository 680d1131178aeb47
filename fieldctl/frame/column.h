/*
 * fieldctl/frame/column: which columns of a list are shown: --wide, --columns.
 * Layer: fieldctl.  Users: listing, every verb that lists.
 */
#ifndef FIELDCTL_FRAME_COLUMN_H
#define FIELDCTL_FRAME_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/table.h"

/* The columns of a table stand in the order of their use: on a narrow terminal
 * the last are hidden first. */
enum column_flags {
	COLUMN_NUMBER = 1, /* to the right, never cut */
	COLUMN_TIME = 2,   /* never cut */
	/* An end, such as of an account: midnight is shown as the end of the
	 * day before.  Never cut. */
	COLUMN_END = 4,
	COLUMN_WHOLE = COLUMN_NUMBER | COLUMN_TIME | COLUMN_END,
	COLUMN_WIDE = 8,     /* in a table for --wide or --columns alone */
	COLUMN_LAST = 16,    /* hidden after all others */
	COLUMN_NOT_CSV = 32, /* in CSV for --columns alone */
};

struct listing_column {
	const char *key;    /* of the row's object; NULL: see LISTING_END */
	const char *header; /* N_(); NULL: in a table for --columns alone */
	unsigned flags;
};

/* The end of a table of columns.  NOTHING is the sentence for people, N_(),
 * when there is no row; NULL where something else says so, or there is always
 * one. */
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

/* Those that are shown, in their order. */
struct column_choice {
	const struct listing_column *shown[TABLE_COLUMNS_MAX];
	size_t count;
};

/*
 * What of COLUMNS a list in CTL's format has.  EX_OK, or EX_USAGE after saying
 * which columns there are.  With --json the choice has no effect, and
 * is checked all the same.
 */
int column_choose(struct ctl *ctl, const struct listing_column *columns,
    struct column_choice *ret_choice);

/* The header of COLUMN, translated, or its key; BUF has SIZE bytes. */
const char *column_header(
    const struct listing_column *column, char *buf, size_t size);

#endif
