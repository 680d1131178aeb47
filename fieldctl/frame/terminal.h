/*
 * fieldctl/frame/terminal: the width of the terminal.
 * Layer: fieldctl.  Users: listing.
 */
#ifndef FIELDCTL_FRAME_TERMINAL_H
#define FIELDCTL_FRAME_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/*
 * The width in columns of the terminal that STREAM writes to: $COLUMNS if it is
 * a number from 10 to 9999, otherwise the terminal's own (TIOCGWINSZ,
 * ioctl_tty(2)), otherwise 80.  0: STREAM is not a terminal, and has no width.
 */
size_t terminal_width(FILE *stream);

#endif
