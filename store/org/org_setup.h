/*
 * store/org/org_setup: sets up a terminal for its first organisation.
 * Layer: store.  Users: fieldctl setup.
 */
#ifndef STORE_ORG_ORG_SETUP_H
#define STORE_ORG_ORG_SETUP_H

#include "base/secret.h"
#include "store/core/change.h"

struct setup {
	const char *org, *org_title;
	const char *admin, *admin_first, *admin_last, *admin_email;
	const struct secret *admin_password;
	const char *admin_hash; /* of the password, made before the change */
	const char *terminal, *site; /* site "" or NULL for none */
};

/*
 * Create the organisation, its roles of R2 with their groups, the default
 * exposed permissions, the terminal bound to the organisation and located at
 * the site, and the first super admin (role admin, active, with a permanent
 * password).  FIELD_EDENIED with *why (invalid or taken name, weak password,
 * already set up).
 */
int org_setup(
    struct change *change, const struct setup *setup, struct refusal *why);

/*
 * Whether org_setup() would take SETUP, in a database that is thrown away
 * (STORE_TRIAL): to check each answer when it is typed.  What is NULL has not been
 * answered yet, and something that is certainly accepted takes its place.  The
 * password is judged and not hashed.  Errors as above.
 */
int org_setup_check(
    struct change *change, const struct setup *setup, struct refusal *why);

#endif
