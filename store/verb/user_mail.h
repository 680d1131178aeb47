/*
 * store/verb/user_mail: an administrator confirms a person's address (A4).
 * Layer: store.  Users: fieldctl user.
 */
#ifndef STORE_VERB_USER_MAIL_H
#define STORE_VERB_USER_MAIL_H

#include "store/core/change.h"

/*
 * Confirm that the present address is the person's: from now on mail goes
 * there, the former address is notified, and codes that were mailed become
 * invalid.  This does not verify the address.  Refused for the actor's own
 * account, and for an address that the actor has set.  Succeeds if the address
 * is not pending.
 */
int user_confirm_email(
    struct change *change, const char *person_id, struct refusal *why);

#endif
