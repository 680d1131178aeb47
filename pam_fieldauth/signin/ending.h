/*
 * pam_fieldauth/signin/ending: ends old sessions before new ones start.
 * Layer: fieldauth-signin (store).  Users: verbs, session.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_ENDING_H
#define PAM_FIELDAUTH_SIGNIN_ENDING_H

#include <stdbool.h>

#include "pam_fieldauth/signin/verdict.h"
#include "store/after.h"
#include "store/signin/signin.h"

/*
 * Finish ending the sessions of the person of VERDICT, if a change could not
 * end them or was interrupted by a crash; also if the account has expired in
 * the meantime.  False: some of them are still running, and no session may be
 * recorded, because it would be ended with them.  Costs two queries when there
 * is nothing to do.
 */
bool ending_settle(
    struct work *work, const struct signin_verdict *verdict, bool lets_in);

/* Log one line for sessions that could not be ended or were spared. */
void ending_log(
    const struct work *work, const struct session_end_report *report);

#endif
