/*
 * store/mail/reach: whether mail leaves this terminal at present.
 * Layer: store.  Users: pam_fieldauth/signin.
 */
#ifndef STORE_MAIL_REACH_H
#define STORE_MAIL_REACH_H

#include <stdbool.h>

#include "store/db/db.h"

/* A code that has waited longer than this shows that none leaves. */
#define MAIL_REACH_WAIT_S 180

/*
 * False if this terminal sends neither mail nor texts (fieldauth.conf), or if a code
 * has been waiting in the outbox for MAIL_REACH_WAIT_S.  Says nothing about one
 * address, and costs one row of an index.
 */
int mail_leaves(struct store *store, bool *ret_leaves);

#endif
