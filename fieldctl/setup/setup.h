/*
 * fieldctl/setup/setup: sets up a terminal.
 * Layer: fieldctl.  Users: commands.
 *
 * `setup` creates the organisation, its first super admin and this terminal;
 * `setup --system` enables it in the operating system, `--undo` reverts that.
 */
#ifndef FIELDCTL_SETUP_SETUP_H
#define FIELDCTL_SETUP_SETUP_H

#include "fieldctl/frame/ctl.h"

extern const struct option_spec setup_options[];

int setup_verb(struct ctl *ctl);

#endif
