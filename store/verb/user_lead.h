/*
 * store/verb/user_lead: whose crew a person is of (R10).
 * Layer: store.  Users: user_edit.c, store/org/user_add.
 */
#ifndef STORE_VERB_USER_LEAD_H
#define STORE_VERB_USER_LEAD_H

#include "store/verb/user_verb.h"

/*
 * Whether LEAD_ID ("": none) may be the lead of the verb's person: another
 * live person of the same organisation, who is no subworker and not below that
 * person.  FIELD_EDENIED with *why.
 */
int user_lead_check(
    struct user_verb *verb, const char *lead_id, struct refusal *why);

/* After it has been written: the lead's crew has its group. */
int user_lead_follow(
    struct user_verb *verb, const char *lead_id, struct refusal *why);

/* Both, and the writing, within a verb that adds the person. */
int user_lead_set(
    struct user_verb *verb, const char *lead_id, struct refusal *why);

#endif
