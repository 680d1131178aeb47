/*
 * fieldctl/site: the verbs about sites (R7).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_SITE_H
#define FIELDCTL_SITE_H

#include "fieldctl/command.h"

extern const struct command site_commands[];

#endif
