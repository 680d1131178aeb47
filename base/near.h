/*
 * base/near: the known word that is most similar to a mistyped one.
 * Layer: base.  Users: fieldctl (verbs, options), store (names and values).
 *
 *	struct near near;
 *	near_start(&near, "dipsatcher");
 *	for each known word: near_offer(&near, word);
 *	near_found(&near)		"dispatcher", or NULL
 *
 * Only words that the recipient may see must be offered: a suggestion reveals
 * that the word exists.
 */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include <stddef.h>

#define NEAR_SIZE 65 /* longer words are neither searched nor suggested */

struct near {
	const char *word; /* as typed */
	size_t distance;  /* distance of the best one so far */
	char found[NEAR_SIZE];
};

/* WORD is borrowed. */
void near_start(struct near *near, const char *word);

/*
 * Offer one known word.  Each letter inserted, deleted, replaced, or swapped
 * with its neighbour counts one; case is ignored; a word that starts with the
 * typed text has a distance of one.  The first of equally similar words is
 * kept.
 */
void near_offer(struct near *near, const char *known);

/* The most similar word, if it is similar enough for a suggestion: one letter
 * in three, and never all of a word.  Otherwise NULL. */
const char *near_found(const struct near *near);

#endif
