/*
 * store/signin/ask_code: the word `code` at a prompt, which mails a sign-in code
 * (L4).
 * Layer: store.  Users: pam_fieldauth/signin.
 */
#ifndef STORE_SIGNIN_ASK_CODE_H
#define STORE_SIGNIN_ASK_CODE_H

#include "base/secret.h"
#include "store/access/standing.h"

/*
 * The person requests a code, which is mailed to them: to an address that
 * belongs to several accounts, their login names instead.  It works at this
 * terminal only, and from the same kind of origin, for code_ttl.
 *
 * Nothing is mailed if the person does not exist or may not sign in here, if
 * the address may not receive codes (store/access/mail_secret), if the origin's
 * budget is used up, or to a privileged person (code_services).  The caller
 * cannot notice: the work is the same, one hash included, the result is FIELD_OK,
 * and the prompt that follows has the same text.  An error: the request could
 * not be handled, for any name.  *ret_why is for the log: why a mail that
 * was due could not be queued, or FIELD_OK.
 */
int ask_code(struct store *store, const struct signin_request *request,
    const struct secret *typed, int *ret_why);

/* The same work for a word that mails nothing. */
int ask_nothing(struct store *store, const struct signin_request *request,
    const struct secret *typed);

#endif
