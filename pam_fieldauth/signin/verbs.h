/*
 * pam_fieldauth/signin/verbs: the requests that the helper handles.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * Each function sets the answer's code on every path; it is initialised as a
 * refusal.
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
void verb_profile(struct work *work, struct protocol_answer *answer);

/* Publish the snapshot if it is outdated.  False, with *verdict a refusal, if
 * it cannot be published and grants the person something that the database no
 * longer grants. */
bool verb_is_in_force(struct work *work, struct signin_verdict *verdict);

/* Set the answer to the code for RC, and log the reason. */
void verb_failed(
    const struct work *work, int rc, struct protocol_answer *answer);

#endif
