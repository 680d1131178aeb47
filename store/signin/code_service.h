/*
 * store/signin/code_service: where sign-in codes can be requested and used (L4,
 * policy code_services).
 * Layer: store.  Users: ask_code, code_proof.
 */
#ifndef STORE_SIGNIN_CODE_SERVICE_H
#define STORE_SIGNIN_CODE_SERVICE_H

#include "store/access/standing.h"

/*
 * Whether USER can request a sign-in code in the request's service, and sign in
 * with one.  su and sudo are extra, since a mailbox would then suffice to become
 * another user, and so are people with full access or a privileged role.
 */
int code_service_permits(struct store *store,
    const struct signin_request *request, const struct user *user,
    const struct policies *policies, bool *ret_permits);

#endif
