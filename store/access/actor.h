/*
 * store/access/actor: who asks and whom it is about, as the rules want it.
 * Layer: store.  Users: the verbs of store/.
 *
 * FIELD_EDENIED with *why NOT_PERMITTED when the acting person is not there.
 */
#ifndef STORE_ACCESS_ACTOR_H
#define STORE_ACCESS_ACTOR_H

#include "store/core/change.h"
#include "store/core/rules.h"

int actor_facts(struct change *change, struct rules_actor *ret_actor);

/* USER is kept by reference. */
int actor_subject_facts(struct store *store, const struct user *user,
    struct rules_subject *ret_subject);

/*
 * Ask the rules for an object of ORG_ID that is no person: USER is NULL in
 * the subject.  What belongs to another organisation is refused to people.
 * ABOUT is for the sentence.
 */
int actor_may(struct change *change, enum rules_verb verb, const char *org_id,
    bool role_privileged, const char *about, struct refusal *why);

/* The sentence's text differs by reason: what was asked, or about whom. */
int actor_refuse(struct refusal *why, enum reason reason, const char *action,
    const char *about);

#endif
