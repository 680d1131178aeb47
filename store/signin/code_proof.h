/*
 * store/signin/code_proof: signing in with a one-time code (L2, L4, L5, N8).
 * Layer: store.  Users: signin.
 *
 * A code is used up in the transaction that admits the person.  One exception:
 * where a password must be chosen before the session, the change uses it up, so
 * that a dialogue that was cancelled can be repeated.  Locks do not refuse codes,
 * whose 60 bits need none.
 */
#ifndef STORE_SIGNIN_CODE_PROOF_H
#define STORE_SIGNIN_CODE_PROOF_H

#include "base/secret.h"
#include "store/signin/verdict.h"

/*
 * FIELD_OK: TYPED is a valid code of the person's, and *ret_verdict decides.
 * FIELD_ENOTFOUND: it is not, or another sign-in used it up at the same time, or
 * it does not work here: it must get the answer that any wrong secret gets.  The
 * same work for each person, and for none.
 */
int code_proof(struct store *store, const struct signin_request *request,
    const struct secret *typed, struct signin_verdict *ret_verdict);

/*
 * A sign-in whose code was to be used up by a change, when the person need not
 * change any more: someone else has set a password meanwhile, such as another
 * sign-in with the same code.  The code is used up now; *ret_spent: it cannot be,
 * and the person must be refused.  Other sign-ins are not affected.
 */
int code_settle(struct change *change, const struct signin_request *request,
    const char *person_id, bool *ret_spent);
/* The same in a transaction of its own. */
int code_settle_now(struct store *store, const struct signin_request *request,
    const struct user *user, bool *ret_spent);

#endif
