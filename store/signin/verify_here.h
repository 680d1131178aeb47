/*
 * store/signin/verify_here: verifying an address in the middle of a sign-in that
 * requires it (U9, policy require_verified_email).
 * Layer: store.  Users: pam_fieldauth/signin.
 *
 * VERDICT is of signin_authenticate(): the secret was right, and the reason is
 * REASON_EMAIL_UNVERIFIED.
 */
#ifndef STORE_SIGNIN_VERIFY_HERE_H
#define STORE_SIGNIN_VERIFY_HERE_H

#include "store/signin/verdict.h"

/* Mail a code to the person's address, within the budget for codes.
 * FIELD_EDENIED with *why. */
int verify_here_mail(struct store *store, const struct signin_request *request,
    const struct signin_verdict *verdict, struct refusal *why);

/* The code TEXT was typed: FIELD_OK, the address is verified.  FIELD_EDENIED with
 * *why: it is wrong, or the person signs in by a one-time code, which proves
 * nothing more than a mailbox. */
int verify_here(struct store *store, const struct signin_request *request,
    const struct signin_verdict *verdict, const char *text,
    struct refusal *why);

#endif
