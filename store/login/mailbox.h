/*
 * store/login/mailbox: a login name out of an e-mail address (A10).
 * Layer: store.  Users: names.
 */
#ifndef STORE_LOGIN_MAILBOX_H
#define STORE_LOGIN_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The letters and digits of the local part of EMAIL, in lower case, without
 * what follows a '+' and without digits before the first letter, cut to fit.
 * False, and "", where it names no person: it is not ASCII, has no letter, is
 * the name of an office ("info", "sales.berlin", RFC 2142's), or is reserved
 * for the machine.
 */
bool mailbox_login(const char *email, char *buf, size_t size);

#endif
