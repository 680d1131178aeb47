/*
 * pam_fieldauth/module/password: choosing a new password.
 * Layer: module; libpam.  Users: auth.
 */
#ifndef PAM_FIELDAUTH_MODULE_PASSWORD_H
#define PAM_FIELDAUTH_MODULE_PASSWORD_H

#include <security/pam_modules.h>

#include "pam_fieldauth/module/options.h"
#include "pam_fieldauth/module/person.h"
#include "pam_fieldauth/protocol.h"

/*
 * The person has signed in with a one-time code, TYPED at the first prompt: ask
 * for a new password, by the prompts of OFFER.  They may leave it; the sign-in
 * stands whatever happens here.
 */
void password_offer(pam_handle_t *pamh, const struct person *person,
    const struct options *options, const char *typed,
    const struct protocol_answer *offer);

#endif
