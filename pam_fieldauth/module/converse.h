/*
 * pam_fieldauth/module/converse: asking and telling.
 * Layer: module; libpam.  Users: the entry points.
 *
 * The prompts are libpam's own, in the words and the language in which
 * pam_unix asks, so that nobody learns from a prompt whose name it is.  What
 * is told comes from the helper.
 */
#ifndef PAM_FIELDAUTH_MODULE_CONVERSE_H
#define PAM_FIELDAUTH_MODULE_CONVERSE_H

#include <security/pam_modules.h>
#include <stdbool.h>

#include "pam_fieldauth/module/options.h"

/* PAM_USER, asked for if the host has not set it; never empty.  Else
 * PAM_USER_UNKNOWN or the conversation's failure. */
int converse_user(pam_handle_t *pamh, const char **ret_user);

/*
 * Ask for ITEM (PAM_AUTHTOK: in the password phase twice; PAM_OLDAUTHTOK)
 * anew, or with KEEP take what an earlier module left there.  The item holds
 * the answer, which libpam owns and wipes.  PAM_CONV_ERR, PAM_BUF_ERR,
 * PAM_TRY_AGAIN (mistyped), PAM_AUTH_ERR (use_first_pass and nothing there).
 */
int converse_secret(
    pam_handle_t *pamh, int item, bool keep, const char **ret_secret);

/*
 * Put a random text into ITEM, in place of what was typed for a person who is
 * refused: modules behind us do not learn the guess, cannot say yes to it,
 * and do not ask for another.  PAM_ABORT: there is none, and nothing behind
 * may run.
 */
int converse_spoil(pam_handle_t *pamh, int item);

/* Show the helper's SENTENCE, unless it is empty or the host wants silence. */
void converse_tell(
    pam_handle_t *pamh, const struct options *options, const char *sentence);

/* What sshd gives in place of the password of somebody whom it will not let
 * in: auth-pam.c, fake_password(). */
bool converse_is_sshd_junk(const char *secret);

#endif
