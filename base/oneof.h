/*
 * base/oneof: closed sets of words: which there are, and which one was meant.
 * Layer: base.  Users: whoever takes such a word; store/core/reason, which
 * says what may stand in place of a wrong one.
 *
 * A set only refers to its words, which are in static storage: it is copied as
 * a value, and nothing is released.
 */
#ifndef BASE_ONEOF_H
#define BASE_ONEOF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/near.h"

struct oneof {
	const void *first; /* a `const char *' at each place, or NULL */
	size_t count, stride;
	const char *list; /* or words in one text: "a|b|c", "a b c" */
};

/* The words of a list that ends with NULL. */
struct oneof oneof_words(const char *const *words);
struct oneof oneof_array(const char *const *words, size_t count);
/* The words of a text, which '|' or a blank separates. */
struct oneof oneof_list(const char *list);
/* The member NAME of each row of the array TABLE. */
#define ONEOF_MEMBER(table, count, name)              \
	((struct oneof){ &(table)[0].name, (count),   \
	    (size_t)((const char *)&(table)[1].name - \
		(const char *)&(table)[0].name),      \
	    NULL })

bool oneof_has(const char *const *words, const char *word);

/* "a, b, c" into BUF; what does not fit is left out, and "..." says so.
 * Returns BUF. */
char *oneof_text(const struct oneof *set, char *buf, size_t size);

/* The word of SET that is near to WORD, or NULL; NEAR keeps it. */
const char *oneof_near(
    const struct oneof *set, const char *word, struct near *near);

#endif
