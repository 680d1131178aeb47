/*
 * store/org/policy_set: sets policies of an organisation.
 * Layer: store.  Users: fieldctl policy.
 */
#ifndef STORE_ORG_POLICY_SET_H
#define STORE_ORG_POLICY_SET_H

#include "store/core/change.h"

/* Check the value and store it (POLICY permission: settings.edit).
 * FIELD_EDENIED with *why. */
int policy_set(struct change *change, const char *org_id, const char *name,
    const char *value, struct refusal *why);
/* Reset to the default. */
int policy_reset(struct change *change, const char *org_id, const char *name,
    struct refusal *why);

#endif
