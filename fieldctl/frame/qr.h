/*
 * fieldctl/frame/qr: a text as a QR code, in half blocks (U+2580...).
 * Layer: fieldctl.  Users: sync, user.
 */
#ifndef FIELDCTL_FRAME_QR_H
#define FIELDCTL_FRAME_QR_H

#include <stdio.h>

/* Print TEXT if STREAM is a terminal that is wide enough; otherwise nothing.
 * The terminal's colours are set, so that it can be scanned whatever they
 * are. */
void qr_print(FILE *stream, const char *text);

/* Print TEXT for paper, wherever STREAM leads: a block is ink.  Each line
 * begins with INDENT blanks. */
void qr_print_ink(FILE *stream, const char *text, int indent);

#endif
