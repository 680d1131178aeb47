/*
 * store/org/role_seed: the initial roles of an organisation (R2).
 * Layer: store.  Users: org_setup.
 */
#ifndef STORE_ORG_ROLE_SEED_H
#define STORE_ORG_ROLE_SEED_H

#include "store/core/change.h"

/* Create the roles of R2 with their permissions in ORG. */
int role_seed(struct change *change, const char *org_id, struct refusal *why);

#endif
