/*
 * store/access/code_issuer: people who can give others a code at the terminal,
 * without mail and network (N8).
 * Layer: store.  Users: control/org, fieldctl doctor.
 */
#ifndef STORE_ACCESS_CODE_ISSUER_H
#define STORE_ACCESS_CODE_ISSUER_H

#include "store/people/user.h"

/* With fewer, there is no one to help when one of them is away or locked out. */
#define CODE_ISSUERS_MIN 2

/* Append the login names of at most MAX people of ORG_ID who have codes.issue
 * and are active, neither blocked nor held, and have not expired; release with
 * name_list_release(). */
int code_issuer_list(struct store *store, const char *org_id, size_t max,
    struct name_list *ret_logins);

#endif
