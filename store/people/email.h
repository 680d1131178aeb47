/*
 * store/people/email: whether a person may have an address, and whose it was.
 * Layer: store.  Users: verbs, user_add, plan.
 */
#ifndef STORE_PEOPLE_EMAIL_H
#define STORE_PEOPLE_EMAIL_H

#include "store/core/change.h"
#include "store/core/policy.h"
#include "store/core/user.h"

/*
 * An address as given into EMAIL and as compared into FOLDED, both of
 * USER_EMAIL_SIZE bytes; "" stays "".  Checked against the policies
 * email_unique and reuse_deleted_email of ORG_ID, for which a pending address
 * and the one that mail goes to still are both the person's; PERSON_ID is the
 * one whose it is going to be ("" for a new person).  POLICIES NULL: whether it
 * is free is not asked.
 */
int user_take_email(struct store *store, const struct policies *policies,
    const char *org_id, const char *person_id, const char *text, char *email,
    char *folded, struct refusal *why);

#define USER_SPENT_SIZE 32
/* The keyed hash under which a purged person's address is remembered. */
int user_spent_hash(struct store *store, const char *folded,
    unsigned char ret_hash[USER_SPENT_SIZE]);

#endif
