/*
 * pam_fieldauth/signin/ending: old sessions end before new ones begin.
 * Layer: fieldauth-signin (store).  Users: verbs, session.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_ENDING_H
#define PAM_FIELDAUTH_SIGNIN_ENDING_H

#include <stdbool.h>

#include "pam_fieldauth/signin/verdict.h"
#include "store/after.h"
#include "store/signin/signin.h"

/*
 * Go on with what a change could not end, or what a crash left, of the person
 * of VERDICT; the same for an expiry that has passed meanwhile.  False:
 * something of it is still there, and no session may be recorded, which would
 * end with it.  Costs two queries when there is nothing to do.
 */
bool ending_settle(
    struct work *work, const struct signin_verdict *verdict, bool lets_in);

/* One line for what could not be ended or was spared. */
void ending_log(
    const struct work *work, const struct session_end_report *report);

#endif
