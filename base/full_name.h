/*
 * base/full_name: the parts of people's names.
 * Layer: base.  Users: store (people, import), fieldctl.
 *
 * All names that are in one field are split here, so that the command line and
 * an import give a person the same first and last name.  Titles such as "Dr."
 * and suffixes such as "Jr." are known only here.
 *
 * Tested by tests/unit/base/test_base_full_name.c.
 */
#ifndef BASE_FULL_NAME_H
#define BASE_FULL_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a name. */
struct name_part {
	const char *text;
	size_t len;
};

/*
 * TEXT without leading titles, trailing suffixes, and surrounding blanks and
 * commas; at least one word always remains.  A title is removed only if
 * something follows it, a suffix only if something precedes it: "Ma" is Yo-Yo
 * Ma's last name.
 */
struct name_part full_name_core(const char *text);

/* Whether the text has only titles or only suffixes, as in a last name of
 * "Jr."; false for a text without words. */
bool full_name_is_title(const char *text);
bool full_name_is_suffix(const char *text);

/* Length in bytes of the first word of PART, and of the last name in it: its
 * last word with the particles before it ("van der Berg").  0 if PART is a
 * single word without a last name. */
size_t full_name_first_len(struct name_part part);
size_t full_name_last_len(struct name_part part);

/* The next word at or after *AT of PART; false if there is none. */
bool full_name_next(
    struct name_part part, size_t *at, struct name_part *ret_word);

/*
 * Split "Jane Doe", "Doe, Jane", "Jane Doe, Jr.", "Jan van der Berg" into first
 * and last name; titles and suffixes stay in place.  A single word is a first
 * name, and so is a text that str_is_printable() refuses, as a whole.  NAME is
 * modified; the results point into it.
 */
void full_name_split(char *name, const char **ret_first, const char **ret_last);

#endif
