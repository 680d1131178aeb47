/*
 * store/access/actor: who asks and whom it is about, as the rules want it.
 * Layer: store.  Users: the verbs of store/.
 *
 * FIELD_EDENIED with *why NOT_PERMITTED when the acting person is not there.
 */
#ifndef STORE_ACCESS_ACTOR_H
#define STORE_ACCESS_ACTOR_H

#include "store/access/held.h"
#include "store/core/change.h"
#include "store/core/rules.h"

/* One who is not there: facts that permit nothing. */
int actor_facts(struct store *store, const struct actor *actor,
    struct rules_actor *ret_actor);

/*
 * Whether the actor has all that USER has, of permissions, places and groups:
 * whoever gets hold of somebody's secret, code, key, address or identity can do
 * what that person may do.  If not, RET_MISSING names the first thing that the
 * actor lacks.  Root, imports, super admins and the person itself do.
 */
int actor_covers(struct store *store, const struct rules_actor *actor,
    const struct user *user, char ret_missing[HELD_MISSING_SIZE],
    bool *ret_covers);
/* The same for what a role gives. */
int actor_covers_role(struct store *store, const struct rules_actor *actor,
    const char *role_id, char ret_missing[HELD_MISSING_SIZE], bool *ret_covers);
/*
 * The same, asked within a change that does not load the person by a verb:
 * FIELD_EDENIED with *why when the change's actor lacks something.
 */
int actor_must_cover(
    struct change *change, const struct user *user, struct refusal *why);
int actor_must_cover_role(struct change *change, const char *role_id,
    const char *role_name, struct refusal *why);
/*
 * An address that a second person gets serves neither at the prompt (U7): whoever
 * gives it must have all that each of its holders has, and be of their
 * organisation.  FIELD_EDENIED with *why EMAIL_TAKEN.
 */
int actor_must_cover_address(
    struct change *change, const char *folded, struct refusal *why);
int actor_must_have_place(struct change *change, const char *place_id,
    const char *kind, const char *name, struct refusal *why);

/* Whether the actor may be at the place that it would give to others. */
int actor_has_place(struct store *store, const struct rules_actor *actor,
    const char *place_id, const char *kind, bool *ret_has);

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

/* NAME is another organisation's: to people it is not there, for NO_SUCH. */
int actor_refuse_other_org(struct change *change, enum reason no_such,
    const char *name, struct refusal *why);

/* The sentence's text differs by reason: what was asked, or about whom. */
int actor_refuse(struct refusal *why, enum reason reason, const char *action,
    const char *about);

#endif
