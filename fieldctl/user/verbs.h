/*
 * fieldctl/user/verbs: the verbs about people, as a table.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_USER_VERBS_H
#define FIELDCTL_USER_VERBS_H

#include "fieldctl/frame/command.h"

extern const struct command user_commands[];

#endif
