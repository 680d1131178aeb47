/*
 * store/people/email: whether a person may have an address, and its previous
 * owner.
 * Layer: store.  Users: verbs, user_add, plan.
 */
#ifndef STORE_PEOPLE_EMAIL_H
#define STORE_PEOPLE_EMAIL_H

#include "store/core/change.h"
#include "store/core/policy.h"
#include "store/core/user.h"

/*
 * Copy an address as given into EMAIL and folded for comparison into FOLDED,
 * both of USER_EMAIL_SIZE bytes; "" stays "".  It is checked against the
 * policies email_unique and reuse_deleted_email of ORG_ID; a pending address
 * and the one that mail is still sent to both count as the person's.  PERSON_ID
 * is the future owner ("" for a new person).  With POLICIES NULL, whether it is
 * in use is not checked.
 */
int user_take_email(struct store *store, const struct policies *policies,
    const char *org_id, const char *person_id, const char *text, char *email,
    char *folded, struct refusal *why);

#define USER_SPENT_SIZE 32
/* The keyed hash under which the address of a purged person is remembered. */
int user_spent_hash(struct store *store, const char *folded,
    unsigned char ret_hash[USER_SPENT_SIZE]);

#endif
