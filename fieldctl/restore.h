/*
 * fieldctl/restore: go back to a copy of the database.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_RESTORE_H
#define FIELDCTL_RESTORE_H

#include "fieldctl/ctl.h"

extern const struct option_spec restore_options[];

int restore_verb(struct ctl *ctl);

#endif
