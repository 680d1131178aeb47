/*
 * fieldctl/me/me: the verbs about the caller (U5).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_ME_ME_H
#define FIELDCTL_ME_ME_H

#include "fieldctl/frame/command.h"

extern const struct command me_commands[];

int me_show_verb(struct ctl *ctl);

#endif
