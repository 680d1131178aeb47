/*
 * pam_fieldauth/module/dialogue: prompts that the helper asks for.
 * Layer: module; libpam.  Users: auth, password.
 */
#ifndef PAM_FIELDAUTH_MODULE_DIALOGUE_H
#define PAM_FIELDAUTH_MODULE_DIALOGUE_H

#include <security/pam_modules.h>

#include "pam_fieldauth/module/options.h"
#include "pam_fieldauth/module/person.h"
#include "pam_fieldauth/protocol.h"

/*
 * Send REQUEST and answer the prompts that the helper asks for, at most ROUNDS,
 * until there is a verdict.  REQUEST keeps its secrets; its reply is wiped.
 * PAM_SUCCESS with the verdict; PAM_AUTHINFO_UNAVAIL as talk(); otherwise the
 * error of the conversation, which cannot show such a prompt (the password method
 * of sshd) or was ended by the person.
 */
int dialogue(pam_handle_t *pamh, struct protocol_request *request, int rounds,
    struct protocol_answer *ret_answer);

/* Show notices, and ask for the empty fields of the profile.  Nothing depends on the result. */
void dialogue_profile(pam_handle_t *pamh, const struct person *person,
    const struct options *options);

#endif
