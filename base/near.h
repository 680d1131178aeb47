/*
 * base/near: the known word that a mistyped one most likely stands for.
 * Layer: base.  Users: fieldctl (verbs, options), store (names and values).
 *
 *	struct near near;
 *
 *	near_start(&near, "dipsatcher");
 *	for each known word: near_offer(&near, word);
 *	near_found(&near)		"dispatcher", or NULL
 *
 * What is offered must be what the reader of the answer may see: a suggestion
 * tells that the word exists.
 */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include <stddef.h>

#define NEAR_SIZE 65 /* longer words are neither sought nor suggested */

struct near {
	const char *word; /* as it was typed */
	size_t distance;  /* of the best one so far */
	char found[NEAR_SIZE];
};

/* WORD is borrowed. */
void near_start(struct near *near, const char *word);

/*
 * One known word.  Letters inserted, left out, replaced, or exchanged with
 * their neighbour count one each; case counts nothing; a word that begins with
 * what was typed counts as one letter away.  Of equally near ones the first is
 * kept.
 */
void near_offer(struct near *near, const char *known);

/* The nearest word offered, if it is near enough to be worth a question: one
 * letter in three, and never all of a word.  NULL otherwise. */
const char *near_found(const struct near *near);

#endif
