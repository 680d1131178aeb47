/*
 * fieldctl/frame/cell: the width of a text on a terminal.
 * Layer: fieldctl.  Users: table.
 *
 * Texts are UTF-8 without controls (base/escape, ESCAPE_SHOWN).  The width is
 * in columns of a terminal, as in wcwidth(3) but independent of the locale:
 * East Asian wide characters (UAX #11) take two, combining marks none.
 */
#ifndef FIELDCTL_FRAME_CELL_H
#define FIELDCTL_FRAME_CELL_H

#include <stddef.h>

/* The width of TEXT in columns. */
size_t cell_width(const char *text);

/*
 * The number of bytes of TEXT to print in WIDTH columns, at least 1: all of
 * them if they fit, otherwise as many whole graphemes (UAX #29) as leave one
 * column for the ellipsis.  *ret_width is their width.
 */
size_t cell_cut(const char *text, size_t width, size_t *ret_width);

#endif
