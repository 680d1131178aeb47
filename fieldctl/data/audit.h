/*
 * fieldctl/data/audit: the log, and checking its chain (X1).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_DATA_AUDIT_H
#define FIELDCTL_DATA_AUDIT_H

#include "fieldctl/frame/command.h"

extern const struct option_spec audit_options[];
extern const struct command audit_commands[];

int audit_verb(struct ctl *ctl);

#endif
