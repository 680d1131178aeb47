/*
 * fieldctl/role/role: the verbs about roles and permissions (R1-R3, R16).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_ROLE_ROLE_H
#define FIELDCTL_ROLE_ROLE_H

#include "fieldctl/frame/command.h"

extern const struct command role_commands[];
extern const struct command perm_commands[];

#endif
