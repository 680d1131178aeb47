/*
 * fieldctl/frame/terminal: how wide the terminal is.
 * Layer: fieldctl.  Users: listing.
 */
#ifndef FIELDCTL_FRAME_TERMINAL_H
#define FIELDCTL_FRAME_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/*
 * The columns of the terminal that STREAM writes to: $COLUMNS where it is a
 * number from 10 to 9999, else what the terminal says (TIOCGWINSZ,
 * ioctl_tty(2)), else 80.  0: STREAM is no terminal, and has no width.
 */
size_t terminal_width(FILE *stream);

#endif
