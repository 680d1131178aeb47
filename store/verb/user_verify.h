/*
 * store/verb/user_verify: people confirm their own address, by a code that was
 * mailed to it (A4, U9).
 * Layer: store.  Users: control/me.
 */
#ifndef STORE_VERB_USER_VERIFY_H
#define STORE_VERB_USER_VERIFY_H

#include "store/core/change.h"

/*
 * Mail a code to the person's present address, pending or not; an earlier one
 * ends.  It is valid for code_ttl.  Refused where there is no address, or where
 * it is confirmed and verified already.
 */
int user_mail_code(
    struct change *change, const char *person_id, struct refusal *why);

/*
 * The code that was mailed: the address is verified, and confirmed if it was
 * pending: mail goes there from now on, the one before is told, and codes that
 * were mailed to it end.  METHOD is how the session was opened from which this
 * is asked: "password", or it is refused, for whoever only holds a key or has
 * taken over the mail must not gain the account by it.
 *
 * *ret_right says whether the code was right; a wrong one counts once the change
 * is committed, and nothing else has been changed then.
 */
int user_verify_email(struct change *change, const char *person_id,
    const char *code, const char *method, bool *ret_right, struct refusal *why);

#endif
