/*
 * pam_fieldauth/module/converse: prompts and messages.
 * Layer: module; libpam.  Users: the entry points.
 *
 * The prompts are libpam's own, in the words and language of pam_unix, so that
 * a prompt does not reveal whether a name is known.  Messages come from the
 * helper; so do prompts that give the reason for a change or a refusal, because
 * greeters and old versions of sshd do not show messages.
 */
#ifndef PAM_FIELDAUTH_MODULE_CONVERSE_H
#define PAM_FIELDAUTH_MODULE_CONVERSE_H

#include <security/pam_modules.h>
#include <stdbool.h>

#include "pam_fieldauth/module/options.h"

/* PAM_USER, prompted for if the host has not set it; never empty.  Otherwise
 * PAM_USER_UNKNOWN or the conversation's error. */
int converse_user(pam_handle_t *pamh, const char **ret_user);

/*
 * Prompt for ITEM (PAM_AUTHTOK, twice in the password phase, or
 * PAM_OLDAUTHTOK); with KEEP use the value left by an earlier module.  The item
 * holds the answer, which libpam owns and wipes.  PAM_CONV_ERR, PAM_BUF_ERR,
 * PAM_TRY_AGAIN (mistyped), PAM_AUTH_ERR (use_first_pass without a value).
 */
int converse_secret(
    pam_handle_t *pamh, int item, bool keep, const char **ret_secret);

/* Prompt for the current password (PAM_OLDAUTHTOK) with PROMPT, or as above if
 * it is "". */
int converse_old_secret(
    pam_handle_t *pamh, const char *prompt, const char **ret_secret);
/* One PROMPT of the helper's, with or without echo.  On PAM_SUCCESS *ret_answer
 * is not NULL; give it to converse_drop() in any case. */
int converse_ask(
    pam_handle_t *pamh, const char *prompt, bool echo, char **ret_answer);
/* Wipe and free an answer; NULL is allowed. */
void converse_drop(char *answer);

/*
 * Prompt for a new password with PROMPT, then again with PROMPT_AGAIN unless it
 * is empty, and set PAM_AUTHTOK to it.  Results as above, but a mistyped password is not reported
 * to the person.
 */
int converse_new_secret(pam_handle_t *pamh, const char *prompt,
    const char *prompt_again, const char **ret_secret);

/*
 * Set ITEM to random text, in place of the input for a person who is refused:
 * modules behind this one do not learn the password that was tried, cannot
 * accept it, and do not prompt for another.  PAM_ABORT: no random text is
 * available, and no module behind may run.
 */
int converse_spoil(pam_handle_t *pamh, int item);

/* Show the helper's SENTENCE, unless it is empty or the host requires
 * silence. */
void converse_tell(
    pam_handle_t *pamh, const struct options *options, const char *sentence);

/* Whether the input is what sshd substitutes for the password of a user whom it
 * will not admit: auth-pam.c, fake_password(). */
bool converse_is_sshd_junk(const char *secret);

#endif
