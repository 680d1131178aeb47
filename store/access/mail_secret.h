/*
 * store/access/mail_secret: whether a code, a link or a password of a person may
 * be mailed or sent as a text (L4).
 * Layer: store.  Users: everything that queues a secret.
 *
 * A reader of mail to an address can use the codes in it.  An address or
 * mobile number that also belongs to an account with other rights therefore
 * receives none, until an administrator allows it (shared_address_ok).
 */
#ifndef STORE_ACCESS_MAIL_SECRET_H
#define STORE_ACCESS_MAIL_SECRET_H

#include "store/core/user.h"
#include "store/core/reason.h"
#include "store/db/db.h"

/*
 * FIELD_OK, or FIELD_EDENIED with *why: NO_MAIL_SERVER; NO_MAIL_ADDRESS or
 * NO_MOBILE, there is none to send to; NO_TEXT_GATEWAY; or SHARED_ADDRESS.  A
 * database error.
 */
int mail_may_carry_secret(struct store *store, const struct user *user,
    bool by_text, struct refusal *why);

#endif
