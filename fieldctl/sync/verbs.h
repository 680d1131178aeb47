/*
 * fieldctl/sync/verbs: the verbs about imports from accounting (A1-A11), as a
 * table.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_SYNC_VERBS_H
#define FIELDCTL_SYNC_VERBS_H

#include "fieldctl/frame/command.h"

extern const struct command sync_commands[];

#endif
