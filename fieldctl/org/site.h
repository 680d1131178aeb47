/*
 * fieldctl/org/site: the verbs about sites (R7).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_ORG_SITE_H
#define FIELDCTL_ORG_SITE_H

#include "fieldctl/frame/command.h"

extern const struct command site_commands[];

#endif
