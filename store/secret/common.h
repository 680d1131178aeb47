/*
 * store/secret/common: passwords that are guessed first everywhere, which a
 * dictionary does not cover (L1).
 * Layer: store.  Users: familiar, quality.
 *
 * The lists of leaked passwords agree: a season, month, weekday or one of some
 * dozen words, in the language of the people, with a year, digits or signs.
 */
#ifndef STORE_SECRET_COMMON_H
#define STORE_SECRET_COMMON_H

#include <stdbool.h>

#include "base/secret.h"

/* In small ASCII letters, of which accents are taken off; ended by NULL. */
extern const char *const common_words[];

/* Whether PASSWORD is nothing but a date of this or the last century, in any
 * order, with or without separators. */
bool common_is_date(const struct secret *password);

#endif
