/*
 * store/people/user_text: valid text in a profile.
 * Layer: store.  Users: the verbs on people, roles and places; plan.
 *
 * The text of a profile comes from people, accounting and files, and is shown
 * in passwd(5), group files, terminals and logs.  It is stored in one normal
 * form (NFC, UAX #15), so that two spellings of a name that look alike compare
 * as equal.
 */
#ifndef STORE_PEOPLE_USER_TEXT_H
#define STORE_PEOPLE_USER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "store/core/reason.h"

/*
 * Copy TEXT, trimmed and in NFC, into BUF: well-formed printable UTF-8 without
 * colons (which separate the fields of passwd(5)) and invisible characters,
 * shorter than SIZE.  NULL is "".  FIELD_EDENIED with BAD_TEXT naming LABEL and
 * the fault; FIELD_ENOMEM.
 */
int user_take_text(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why);

/* The same for a name, which must not begin with '=' either: a spreadsheet
 * would run it as a formula. */
int user_take_name(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why);

/*
 * The same for a telephone number: digits, the characters between or before
 * them, and those that are dialled.  A word in front ("Tel: 555 0101") is
 * removed.
 */
int user_take_phone(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why);

/* The same for an employee number, which must not be one that a spreadsheet has
 * shortened. */
int user_take_number(char *buf, size_t size, const char *text,
    const char *label, struct refusal *why);

/* Whether the texts are equal, ignoring case (Unicode full case folding, in any
 * language) and normal form.  False when out of memory. */
bool user_text_is_same(const char *a, const char *b);

/* Whether TEXT is "4.12E+11", which a spreadsheet makes of a long number, or
 * "####", which it shows in a narrow column and then saves.  The number itself
 * is lost. */
bool user_text_is_shortened(const char *text);

#endif
