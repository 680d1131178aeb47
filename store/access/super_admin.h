/*
 * store/access/super_admin: what an organisation must never lose (S7).
 * Layer: store.  Users: the verbs of store/, fieldctl's bulk verbs.
 *
 * Every verb after which somebody may no longer be a super admin asks for the
 * rank before it changes anything and calls super_admin_keep() afterwards,
 * within its transaction.  What counts is what is left, whichever way it was
 * lost: a state, a kind, an expiry, a role or its levels, a site, an address,
 * a policy.  So two verbs of one change cannot take the last two.
 */
#ifndef STORE_ACCESS_SUPER_ADMIN_H
#define STORE_ACCESS_SUPER_ADMIN_H

#include "store/core/rules.h"
#include "store/people/user.h"

/* The permission that makes one. */

/*
 * The super admins of ORG_ID whose rank is not ADMINS_NONE, in no order;
 * VISIT returns false to stop.  Power that is only lent (R12) does not count:
 * it ends by itself.
 */
int super_admin_each(struct store *store, const char *org_id,
    bool (*visit)(
	const struct user *user, enum rules_admins rank, void *context),
    void *context);

/* The best rank of all but EXCEPT_ID ("" for nobody). */
int super_admin_rank(struct store *store, const char *org_id,
    const char *except_id, enum rules_admins *ret_rank);

/*
 * "All" never means the last super admin of an organisation (U6): of the *COUNT
 * people of USERS, whom a filter chose, take out those without whom their
 * organisation would have less.  Of several, the one who has been there for
 * longest stays.  *ret_spared were taken out.
 */
int super_admin_spare(struct store *store, struct user_ref *users,
    size_t *count, size_t *ret_spared);

/* FIELD_EDENIED with REASON about ABOUT when ORG_ID has less than BEFORE. */
int super_admin_keep(struct store *store, const char *org_id,
    enum rules_admins before, enum reason reason, const char *about,
    struct refusal *why);

#endif
