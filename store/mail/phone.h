/*
 * store/mail/phone: telephone numbers, for text messages (U3, R13).
 * Layer: store.  Users: outbox, access/mail_secret.
 */
#ifndef STORE_MAIL_PHONE_H
#define STORE_MAIL_PHONE_H

#include <stdbool.h>

#define PHONE_SIZE 17 /* RFC 3966 and E.164: '+', 15 digits, NUL */

/*
 * The digits of TEXT, as a person writes a number, with '+' in front if it is
 * there; blanks, dots, dashes, slashes and brackets are left out, and the '00'
 * of an international number becomes '+'.  False, and "": it has anything else,
 * or not 5 to 15 digits.
 */
bool phone_digits(const char *text, char buf[PHONE_SIZE]);

#endif
