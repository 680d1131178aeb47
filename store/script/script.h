/*
 * store/script/script: what a name's letters say about how it is read (A10).
 * Layer: store.  Users: names, romanize.
 */
#ifndef STORE_SCRIPT_SCRIPT_H
#define STORE_SCRIPT_SCRIPT_H

#include <stdbool.h>

/* Which of romanize's schemes fits TEXT. */
enum script_scheme {
	SCHEME_GENERAL,
	SCHEME_SERBIAN, /* letters that only Serbian and Macedonian have */
	SCHEME_INDIAN,  /* Devanagari, Bengali, Gurmukhi, Gujarati */
};
enum script_scheme script_scheme(const char *text);

/*
 * Whether the ASCII form of a name is how the person would write it.  False
 * for a script that leaves vowels out (Arabic, Hebrew, Syriac, Thai, ...), for
 * every script that is not known to be read letter by letter, and for Han
 * characters that are no Chinese name: beside kana or Hangul, with characters
 * that only Japanese has, with a family name of several characters that is not
 * a Chinese one, or where NOT_CHINESE says that this is so.  Other Han
 * characters are taken for Chinese and read as Mandarin.
 *
 * LAST_NAME alone may hold a whole name.
 */
bool script_is_readable(
    const char *first_name, const char *last_name, bool not_chinese);

/* The names are the wrong way round: one Han character or one syllable of
 * Hangul before several is a family name. */
bool script_is_reversed(const char *first_name, const char *last_name);

#endif
