/*
 * store/org/way_in: what a person who has no password yet is given, by policy:
 * when they are added (U1, first_secret) and when they are released (S6,
 * release_secret).
 * Layer: store.  Users: user_add, control/user.
 */
#ifndef STORE_ORG_WAY_IN_H
#define STORE_ORG_WAY_IN_H

#include "store/verb/given.h"

enum way_in {
	WAY_IN_POLICY,    /* as the policy says */
	WAY_IN_INVITE,    /* an invitation */
	WAY_IN_TEMPORARY, /* a temporary password */
	WAY_IN_NONE,
};

/*
 * Give it to the new person of VERB.  People whose state keeps them out get
 * nothing, for the reason in given->instead.  FIELD_EDENIED with *why:
 * PASSWORD_MISSING if the policy leaves it to the administrator.
 */
int way_in_first(struct user_verb *verb, enum way_in way_in,
    struct given *given, struct refusal *why);

/* Release the person.  If they were held and have neither a password nor a valid
 * temporary one, they are given what the policy says, as above. */
int way_in_release(struct change *change, const char *person_id,
    struct given *given, struct refusal *why);

#endif
