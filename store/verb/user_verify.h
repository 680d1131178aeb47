/*
 * store/verb/user_verify: people confirm their own address by a code that was
 * mailed to it (A4, U9).
 * Layer: store.  Users: control/me, control/user.
 */
#ifndef STORE_VERB_USER_VERIFY_H
#define STORE_VERB_USER_VERIFY_H

#include "store/verb/given.h"

/*
 * Mail a code to the person's present address, pending or not; an earlier code
 * becomes invalid.  It is valid for code_ttl.  Refused if there is no address,
 * or if it is confirmed and verified already.
 */
int user_mail_code(
    struct change *change, const char *person_id, struct refusal *why);

/* The same on behalf of another person, by an administrator (U9).  People without
 * an address, and those whose address is confirmed and verified, get nothing, for
 * the reason in given->instead.  FIELD_EDENIED with *why: this terminal sends no
 * mail. */
int user_give_verification(struct change *change, const char *person_id,
    struct given *given, struct refusal *why);

/*
 * Check the mailed code: the address is then verified, and confirmed if it was
 * pending: from now on mail goes there, the former address is notified, and
 * codes that were mailed to it become invalid.  METHOD is how the caller's
 * session was opened: it must be "password", since a person who only has a key,
 * or has taken over the mailbox, must not gain the account by it.
 *
 * *ret_right says whether the code was correct; if not, nothing was changed.
 */
int user_verify_email(struct change *change, const char *person_id,
    const char *code, const char *method, bool *ret_right, struct refusal *why);

#endif
