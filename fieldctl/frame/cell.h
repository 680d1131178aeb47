/*
 * fieldctl/frame/cell: how much of a line a text takes on a terminal.
 * Layer: fieldctl.  Users: table.
 *
 * Texts are UTF-8 without controls (base/escape, ESCAPE_SHOWN).  What counts
 * is columns of a terminal, as in wcwidth(3) but whatever the locale: East
 * Asian wide characters (UAX #11) take two, combining marks none.
 */
#ifndef FIELDCTL_FRAME_CELL_H
#define FIELDCTL_FRAME_CELL_H

#include <stddef.h>

/* The columns that TEXT takes. */
size_t cell_width(const char *text);

/*
 * Bytes of TEXT that are shown where there are WIDTH columns, at least 1: all
 * of them if it fits, else as many whole graphemes (UAX #29) as leave one
 * column for the ellipsis.  *ret_width is what those bytes take.
 */
size_t cell_cut(const char *text, size_t width, size_t *ret_width);

#endif
