/*
 * store/people/names: login names out of people's names, in any script (A10).
 * Layer: store.  Users: user, plan.
 */
#ifndef STORE_PEOPLE_NAMES_H
#define STORE_PEOPLE_NAMES_H

#include <stddef.h>

#include "store/db/db.h"

/*
 * A free login name for a person: transliterated to ASCII by ICU
 * (Any-Latin; Latin-ASCII), first initial and last name ("jdoe" of Jane Doe),
 * one-word names whole, cut to 30 bytes, then "2", "3" ... until
 * user_check_login() accepts it.  A name with nothing usable gives "person".
 * FALLBACK (an e-mail's local part, or NULL) is tried before "person".
 * BUF has USER_LOGIN_SIZE bytes.  FIELD_EIO, FIELD_ENOMEM.
 */
int names_make_login(struct store *store, const char *first_name,
    const char *last_name, const char *fallback, char *buf);

/* ASCII transliteration of TEXT; for comparing and for GECOS. */
int names_to_ascii(const char *text, char *buf, size_t size);

#endif
