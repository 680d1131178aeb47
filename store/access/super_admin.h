/*
 * store/access/super_admin: an organisation must always keep a super admin
 * (S7).
 * Layer: store.  Users: the verbs of store/, fieldctl's bulk verbs.
 *
 * Every verb after which a person may no longer be a super admin gets the rank
 * before it changes anything and calls super_admin_keep() afterwards, within
 * its transaction.  Only the result counts, whatever the cause: a state, a
 * kind, an expiry, a role or its levels, a site, an address, a policy.  Two
 * verbs of one change therefore cannot remove the last two.
 */
#ifndef STORE_ACCESS_SUPER_ADMIN_H
#define STORE_ACCESS_SUPER_ADMIN_H

#include "store/core/rules.h"
#include "store/people/user.h"

/* The permission of super admins. */

/*
 * Visit the super admins of ORG_ID whose rank is not ADMINS_NONE, in no order;
 * VISIT returns false to stop.  Delegated rights (R12) do not count, because
 * they end automatically.
 */
int super_admin_each(struct store *store, const char *org_id,
    bool (*visit)(
	const struct user *user, enum rules_admins rank, void *context),
    void *context);

/* The best rank of all except EXCEPT_ID ("": no exception). */
int super_admin_rank(struct store *store, const char *org_id,
    const char *except_id, enum rules_admins *ret_rank);

/*
 * "All" never includes the last super admin of an organisation (U6): of the
 * *COUNT people of USERS, who were selected by a filter, remove those without
 * whom their organisation would have a lower rank.  Of several, the one that has
 * existed longest stays.  *ret_spared is the number removed.
 */
int super_admin_spare(struct store *store, struct user_ref *users,
    size_t *count, size_t *ret_spared);

/* FIELD_EDENIED with REASON about ABOUT when the rank of ORG_ID is lower than
 * BEFORE. */
int super_admin_keep(struct store *store, const char *org_id,
    enum rules_admins before, enum reason reason, const char *about,
    struct refusal *why);

#endif
