/*
 * store/signin/profile: the empty fields that are asked for after the first
 * sign-in (L2, policy ask_first_sign_in).
 * Layer: store.  Users: signin; pam_fieldauth/signin.
 *
 * Only fields that people may change themselves and that decide nothing: never
 * the e-mail address or a role.
 */
#ifndef STORE_SIGNIN_PROFILE_H
#define STORE_SIGNIN_PROFILE_H

#include "store/access/standing.h"

/* A field to ask for: its name in requests, and its label for a prompt. */
struct profile_question {
	const char *name;
	const char *label; /* N_() */
};

/* Whether the person has not been asked yet, may edit the own profile, and fields
 * of the policy are empty. */
int profile_is_due(struct store *store, const struct user *user,
    const struct policies *policies, bool *ret_due);

/*
 * Take ANSWER as the person's field NAME ("": skip it), by the checks of `me
 * edit`, and find the next empty field of the policy after it; with NAME "" the
 * first one, if that is due.  After the last, RET_NEXT->name is NULL, and the person is not asked
 * again.  FIELD_EDENIED with *why: ANSWER is invalid, and *ret_next is the same
 * field.  FIELD_ENOTFOUND: no such person or field.
 */
int profile_answer(struct store *store, const struct signin_request *request,
    const char *name, const char *answer, struct profile_question *ret_next,
    struct refusal *why);

#endif
