/*
 * fieldctl/frame/letters: a code in large letters, to be read from a distance.
 * Layer: fieldctl.  Users: user.
 */
#ifndef FIELDCTL_FRAME_LETTERS_H
#define FIELDCTL_FRAME_LETTERS_H

#include <stdio.h>

/* Print CODE in half blocks (U+2580...), a line of letters for each group that
 * ends with a dash.  It has digits and the letters of Crockford's base 32
 * (store/secret/code.h); others are left out. */
void letters_print(FILE *stream, const char *code);

#endif
