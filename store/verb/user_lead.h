/*
 * store/verb/user_lead: the lead of a person (R10).
 * Layer: store.  Users: user_edit.c, store/org/user_add.
 */
#ifndef STORE_VERB_USER_LEAD_H
#define STORE_VERB_USER_LEAD_H

#include "store/verb/user_verb.h"

/*
 * Whether LEAD_ID ("": none) may be the lead of the verb's person: another live
 * person of the same organisation, who is not a subworker and not below that
 * person.  FIELD_EDENIED with *why.
 */
int user_lead_check(
    struct user_verb *verb, const char *lead_id, struct refusal *why);

/* After the row has been written: create the group of the lead's crew. */
int user_lead_follow(
    struct user_verb *verb, const char *lead_id, struct refusal *why);

/* Both, and writing the row, within a verb that adds the person. */
int user_lead_set(
    struct user_verb *verb, const char *lead_id, struct refusal *why);

#endif
