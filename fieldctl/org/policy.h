/*
 * fieldctl/org/policy: `policy [NAME [VALUE]]`.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_ORG_POLICY_H
#define FIELDCTL_ORG_POLICY_H

#include "fieldctl/frame/ctl.h"

extern const struct option_spec policy_options[];

int policy_verb(struct ctl *ctl);

#endif
