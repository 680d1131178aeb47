/*
 * base/full_name: the parts of people's names as they are written.
 * Layer: base.  Users: store (people, import), fieldctl.
 *
 * A name in one field is split here, wherever it comes from, so that a command
 * line and an import give one person the same first and last name.  Words
 * beside a name, such as "Dr." before it and "Jr." after it, are known here
 * and nowhere else.
 *
 * Held by tests/unit/base/test_base_full_name.c.
 */
#ifndef BASE_FULL_NAME_H
#define BASE_FULL_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* A stretch of a name. */
struct name_part {
	const char *text;
	size_t len;
};

/*
 * TEXT without titles before it, suffixes after it, and the blanks and commas
 * around it; at least one word always stays.  A title is taken off only when
 * something follows it, a suffix only when something stands before it: "Ma" is
 * Yo-Yo Ma's last name.
 */
struct name_part full_name_core(const char *text);

/* Nothing but titles or nothing but suffixes, as in a last name of "Jr.";
 * false for a text without a word. */
bool full_name_is_title(const char *text);
bool full_name_is_suffix(const char *text);

/* Bytes of the first word of PART, and of the last name in it: its last word
 * with the particles before it ("van der Berg").  0 where PART is one word
 * without a last name. */
size_t full_name_first_len(struct name_part part);
size_t full_name_last_len(struct name_part part);

/* The next word at or after *AT of PART; false when there is none. */
bool full_name_next(
    struct name_part part, size_t *at, struct name_part *ret_word);

/*
 * "Jane Doe", "Doe, Jane", "Jane Doe, Jr.", "Jan van der Berg": first and last
 * name, with titles and suffixes where they were written.  One word is a first
 * name, and so is a text that str_is_printable() refuses, with all that makes
 * it invalid.  NAME is taken apart; the results point into it.
 */
void full_name_split(char *name, const char **ret_first, const char **ret_last);

#endif
