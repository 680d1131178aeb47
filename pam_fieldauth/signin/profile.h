/*
 * pam_fieldauth/signin/profile: what follows a sign-in at the prompt.
 * Layer: fieldauth-signin.  Users: verbs.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_PROFILE_H
#define PAM_FIELDAUTH_SIGNIN_PROFILE_H

#include <stdbool.h>

#include "pam_fieldauth/signin/verdict.h"

/* Whether there is something to tell the person of the request. */
bool profile_has_notices(struct work *work);

#endif
