/*
 * base/oneof: a closed set of words, as a list that ends with NULL.
 * Layer: base.  Users: whoever takes such a word, and says which there are.
 */
#ifndef BASE_ONEOF_H
#define BASE_ONEOF_H

#include <stdbool.h>
#include <stddef.h>

bool oneof_has(const char *const *words, const char *word);

/* "a, b, c" into BUF; what does not fit is left out, and "..." says so.
 * Returns BUF. */
char *oneof_text(const char *const *words, char *buf, size_t size);

#endif
