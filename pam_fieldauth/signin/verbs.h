/*
 * pam_fieldauth/signin/verbs: what can be asked of the helper.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * Each fills the answer's code on every path; it starts as a refusal.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_VERBS_H
#define PAM_FIELDAUTH_SIGNIN_VERBS_H

#include "pam_fieldauth/signin/verdict.h"

void verb_authenticate(struct work *work, struct protocol_answer *answer);
void verb_account(struct work *work, struct protocol_answer *answer);
void verb_check_change(struct work *work, struct protocol_answer *answer);
void verb_change(struct work *work, struct protocol_answer *answer);
void verb_open_session(struct work *work, struct protocol_answer *answer);
void verb_close_session(struct work *work, struct protocol_answer *answer);

/* Publish the snapshot if it is due.  False, and *verdict a refusal: it cannot be
 * published, and gives the person what the database no longer does. */
bool verb_is_in_force(struct work *work, struct signin_verdict *verdict);

/* Answer with the code for RC, and log why. */
void verb_failed(
    const struct work *work, int rc, struct protocol_answer *answer);

#endif
