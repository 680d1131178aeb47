/*
 * store/verb/user_sender: people send mail in their own name (L10).
 * Layer: store.  Users: control/me.
 *
 * Mail that a person causes comes from their own address once a code that was
 * mailed there was entered, and while the policy own_sender permits it
 * (store/mail/sender.h).
 */
#ifndef STORE_VERB_USER_SENDER_H
#define STORE_VERB_USER_SENDER_H

#include "store/core/change.h"

/*
 * The person's address to send from is ADDRESS; a code is mailed to it, valid
 * for code_ttl, unless it is the verified one that mail is sent to, which needs
 * none: *ret_verified.  "": none from now on.  FIELD_EDENIED with *why: the
 * policy, or not an address.
 */
int user_set_sender(struct change *change, const char *person_id,
    const char *address, bool *ret_verified, struct refusal *why);

/* Check the mailed code: *ret_right; if not, nothing was changed. */
int user_verify_sender(struct change *change, const char *person_id,
    const char *code, bool *ret_right, struct refusal *why);

#endif
