/*
 * store/access/actor: the acting person and the person concerned, as facts for
 * the rules.
 * Layer: store.  Users: the verbs of store/.
 *
 * FIELD_EDENIED with *why NOT_PERMITTED when the acting person does not exist.
 */
#ifndef STORE_ACCESS_ACTOR_H
#define STORE_ACCESS_ACTOR_H

#include "store/access/held.h"
#include "store/core/change.h"
#include "store/core/rules.h"

/* Facts of an unknown actor: they permit nothing. */
int actor_facts(struct store *store, const struct actor *actor,
    struct rules_actor *ret_actor);

/*
 * Whether the actor has everything that USER has: permissions, places and
 * groups.  A person who obtains another's secret, code, key, address or
 * identity can act as that person.  If not, RET_MISSING names the first thing
 * that the actor lacks.  Always true for root, imports, super admins and the
 * person themselves.
 */
int actor_covers(struct store *store, const struct rules_actor *actor,
    const struct user *user, char ret_missing[HELD_MISSING_SIZE],
    bool *ret_covers);
/* The same for what a role grants. */
int actor_covers_role(struct store *store, const struct rules_actor *actor,
    const char *role_id, char ret_missing[HELD_MISSING_SIZE], bool *ret_covers);
/*
 * The same, within a change that does not load the person by a verb:
 * FIELD_EDENIED with *why when the change's actor lacks something.
 */
int actor_must_cover(
    struct change *change, const struct user *user, struct refusal *why);
int actor_must_cover_role(struct change *change, const char *role_id,
    const char *role_name, struct refusal *why);
/*
 * An address that two people share cannot be used to sign in (U7).  An actor
 * who sets it must therefore have everything that each of its other holders
 * has, and be of their organisation.  FIELD_EDENIED with *why EMAIL_TAKEN.
 */
int actor_must_cover_address(
    struct change *change, const char *folded, struct refusal *why);
int actor_must_have_place(struct change *change, const char *place_id,
    const char *kind, const char *name, struct refusal *why);

/* Whether the actor is assigned to the place that they would assign to
 * others. */
int actor_has_place(struct store *store, const struct rules_actor *actor,
    const char *place_id, const char *kind, bool *ret_has);

/* USER is borrowed. */
int actor_subject_facts(struct store *store, const struct user *user,
    struct rules_subject *ret_subject);

/*
 * Ask the rules about an object of ORG_ID that is not a person: USER is NULL in
 * the subject.  Objects of other organisations are refused to people.  ABOUT is
 * used in the sentence.
 */
int actor_may(struct change *change, enum rules_verb verb, const char *org_id,
    bool role_privileged, const char *about, struct refusal *why);

/* NAME belongs to another organisation: for people it is treated as missing,
 * with NO_SUCH. */
int actor_refuse_other_org(struct change *change, enum reason no_such,
    const char *name, struct refusal *why);

/* The text for the sentence depends on the reason: the action, or the person
 * concerned. */
int actor_refuse(struct refusal *why, enum reason reason, const char *action,
    const char *about);

#endif
