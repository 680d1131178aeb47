/*
 * fieldctl/complete/offer: what an unfinished word may become.
 * Layer: fieldctl.  Users: complete, values.
 *
 * One line for each word: the word as it is, without any quoting, and behind a
 * tab what it means.  A line that begins with a tab is not a word but an
 * instruction to the shell's script: "file" asks for names of files.
 */
#ifndef FIELDCTL_COMPLETE_OFFER_H
#define FIELDCTL_COMPLETE_OFFER_H

#include <stdio.h>

struct offer {
	FILE *out;
	const char *typed;  /* the words that are offered begin with this */
	const char *before; /* stands before each of them: "--role=", "a," */
};

/* WORD, if it begins with what was typed; HELP may be NULL.  A word with
 * control characters is left out: it cannot be typed, and would end the
 * line. */
void offer_word(const struct offer *offer, const char *word, const char *help);

void offer_files(const struct offer *offer);

#endif
