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
	const char *typed;  /* suggested words start with this */
	const char *before; /* stands before each of them: "--role=", "a," */
};

/* Suggest WORD if it starts with the typed text; HELP may be NULL.  Words with
 * control characters are omitted: they cannot be typed, and would end the
 * line. */
void offer_word(const struct offer *offer, const char *word, const char *help);

void offer_files(const struct offer *offer);

#endif
