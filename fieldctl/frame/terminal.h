/*
 * fieldctl/frame/terminal: the width of the terminal.
 * Layer: fieldctl.  Users: listing.
 */
#ifndef FIELDCTL_FRAME_TERMINAL_H
#define FIELDCTL_FRAME_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/*
 * The width in columns for STREAM: $COLUMNS if it is a number from 10 to 9999,
 * also for a file or a pipe, since shells do not export it unasked (watch(1)
 * does).  Otherwise the terminal's own (TIOCGWINSZ, ioctl_tty(2)), or 80 if it
 * reports none.  0: no limit, since STREAM is not a terminal.
 */
size_t terminal_width(FILE *stream);

#endif
