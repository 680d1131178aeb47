/*
 * store/verb/user_mail: an administrator confirms a person's address (A4).
 * Layer: store.  Users: fieldctl user.
 */
#ifndef STORE_VERB_USER_MAIL_H
#define STORE_VERB_USER_MAIL_H

#include "store/core/change.h"

/*
 * An administrator's word that the present address is the person's: mail goes
 * there from now on, the one before is told, and codes that were mailed end.
 * It is not verified by that.  Refused for oneself, and for an address that the
 * actor gave itself.  An address that is not pending is success.
 */
int user_confirm_email(
    struct change *change, const char *person_id, struct refusal *why);

#endif
