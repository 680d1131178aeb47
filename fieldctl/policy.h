/*
 * fieldctl/policy: `policy [NAME [VALUE]]`.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_POLICY_H
#define FIELDCTL_POLICY_H

#include "fieldctl/ctl.h"

extern const struct option_spec policy_options[];

int policy_verb(struct ctl *ctl);

#endif
