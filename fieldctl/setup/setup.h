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

/* system.c: EX_OK, or a code after saying why. */
int setup_system(struct ctl *ctl);
int setup_system_undo(struct ctl *ctl);

/* pam.c: the same for PAM alone; what fails is taken back. */
#define SETUP_PAM_AUTH_UPDATE "/usr/sbin/pam-auth-update"
int setup_pam_enable(struct ctl *ctl);
int setup_pam_disable(struct ctl *ctl);

/* Say that FILE could not be changed; the code. */
int setup_failed_file(struct ctl *ctl, const char *file, int err);

/* Make the folders that a terminal needs, with their modes and owners. */
int setup_folders(struct ctl *ctl);

#endif
