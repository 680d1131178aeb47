/*
 * pam_fieldauth/signin/progress: the sign-in that a request continues.
 * Layer: fieldauth-signin.  Users: verbs, profile.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_PROGRESS_H
#define PAM_FIELDAUTH_SIGNIN_PROGRESS_H

#include <stdbool.h>

#include "pam_fieldauth/signin/verdict.h"

struct progress {
	char person_id[ID_SIZE];
	char code_id[ID_SIZE]; /* the one-time code of this sign-in, or "" */
};

/* FIELD_ENOTFOUND: the request is not about a known person. */
int progress_find(struct work *work, struct progress *ret_progress);

/* Whether there is something to tell the person (store/signin/notice). */
bool progress_has_notices(struct work *work);

#endif
