/*
 * fieldctl/setup/setup: from an empty machine to a terminal.
 * Layer: fieldctl.  Users: commands.
 *
 * `setup` makes the organisation, its first super admin and this terminal;
 * `setup --system` lets the operating system use it, `--undo` takes that back.
 */
#ifndef FIELDCTL_SETUP_SETUP_H
#define FIELDCTL_SETUP_SETUP_H

#include "fieldctl/frame/ctl.h"

extern const struct option_spec setup_options[];

int setup_verb(struct ctl *ctl);

#endif
