/*
 * store/login/names: login names out of people's names, in any script (A10).
 * Layer: store.  Users: user_add, plan.
 */
#ifndef STORE_LOGIN_NAMES_H
#define STORE_LOGIN_NAMES_H

#include "store/core/reason.h"
#include "store/db/db.h"

/*
 * A free login name for a person: first initial and last name in ASCII ("jdoe"
 * of Jane Doe), one-word names whole, without titles and suffixes, cut to 30
 * bytes, then "2", "3" ... until user_check_login() accepts it.  Where the
 * name's script does not say how it is read (store/script/script), or holds
 * nothing usable, it is made of the local part of EMAIL (store/login/mailbox;
 * NULL or "" for none), if no other person has that address.  BUF has
 * USER_LOGIN_SIZE bytes.  FIELD_EDENIED with *why LOGIN_NEEDED where neither
 * serves.  FIELD_EIO, FIELD_ENOMEM.
 */
int names_make_login(struct store *store, const char *first_name,
    const char *last_name, const char *email, char *buf, struct refusal *why);

/* Whether it could be made, whatever is free: FIELD_OK, or as above. */
int names_need_login(struct store *store, const char *first_name,
    const char *last_name, const char *email, struct refusal *why);

#endif
