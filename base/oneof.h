/*
 * base/oneof: closed sets of words: their values, and the one most similar to a
 * wrong word.
 * Layer: base.  Users: all code that accepts such a word; store/core/reason,
 * which lists the allowed values.
 *
 * A set refers to its words, which have static storage: it is copied by value,
 * and nothing is released.
 */
#ifndef BASE_ONEOF_H
#define BASE_ONEOF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/near.h"

struct oneof {
	const void *first; /* a `const char *' in each row, or NULL */
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

/* Write "a, b, c" to BUF; if words do not fit, the text ends with "...".
 * Returns BUF. */
char *oneof_text(const struct oneof *set, char *buf, size_t size);

/* The word of SET that is most similar to WORD, or NULL; NEAR holds it. */
const char *oneof_near(
    const struct oneof *set, const char *word, struct near *near);

#endif
