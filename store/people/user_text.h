/*
 * store/people/user_text: what may stand in a profile.
 * Layer: store.  Users: the verbs on people, roles and places; plan.
 *
 * A profile's text ends in passwd(5), in group files, on terminals and in
 * logs, and comes from people, from accounting and from files.  It is stored
 * in one normal form (NFC, UAX #15), so that two spellings of one name that
 * look alike compare alike.
 */
#ifndef STORE_PEOPLE_USER_TEXT_H
#define STORE_PEOPLE_USER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "store/core/reason.h"

/*
 * TEXT, trimmed and in NFC, into BUF: well-formed printable UTF-8 without a
 * colon (which separates the fields of passwd(5)) and invisible characters,
 * shorter than SIZE.  NULL is "".  FIELD_EDENIED with BAD_TEXT naming LABEL
 * and the fault; FIELD_ENOMEM.
 */
int user_take_text(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why);

/* The same for a name, which does not begin with '=' either: spreadsheets
 * would run it. */
int user_take_name(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why);

/*
 * The same for a telephone number: digits, the signs that stand between or
 * before them, and those that are dialled.  A word in front ("Tel: 555 0101")
 * is left out.
 */
int user_take_phone(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why);

/* The same for an employee number, which is not one that a spreadsheet has
 * shortened. */
int user_take_number(char *buf, size_t size, const char *text,
    const char *label, struct refusal *why);

/* Equal but for case (Unicode's full case folding, whatever the language) and
 * normal form.  Out of memory they are not. */
bool user_text_is_same(const char *a, const char *b);

/* Whether TEXT is "4.12E+11", which a spreadsheet makes of a long number, or
 * "####", which it shows in a narrow column and then saves.  The number itself
 * is lost. */
bool user_text_is_shortened(const char *text);

#endif
