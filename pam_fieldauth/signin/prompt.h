/*
 * pam_fieldauth/signin/prompt: the prompts after the first one.
 * Layer: fieldauth-signin.  Users: authenticate, change, profile.
 *
 * Greeters, lockers and older versions of sshd show prompts and no messages.
 * What a person must know is therefore in the next prompt itself.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_PROMPT_H
#define PAM_FIELDAUTH_SIGNIN_PROMPT_H

#include <stdbool.h>

#include "pam_fieldauth/signin/verdict.h"

/* Ask for STEP by "NOTE TEXT: "; NOTE may be "". */
void prompt_ask(struct protocol_answer *answer, enum protocol_step step,
    bool echo, const char *note, const char *text);

/* Ask for a new password, twice, by "NOTE TEXT: ". */
void prompt_new(
    struct protocol_answer *answer, const char *note, const char *text);

/* The first prompt of a change that is due because of the answer's sentence: for
 * the current password, or if that is not NEEDED for the new one. */
void prompt_change(struct protocol_answer *answer, bool needed);

/* Whether the dialogue may have one more prompt of this kind. */
bool prompt_may_ask(const struct work *work);

#endif
