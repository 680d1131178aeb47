/*
 * fieldctl/setup/pam_trial: runs pam-auth-update(8), for real or as a trial.
 * Layer: fieldctl.  Users: pam.
 *
 * The program has no dry run.  A trial is the real program in a separate mount
 * namespace, where everything that it writes is covered by copies in memory:
 * they are invisible outside, and disappear with it.
 */
#ifndef FIELDCTL_SETUP_PAM_TRIAL_H
#define FIELDCTL_SETUP_PAM_TRIAL_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/pam_texts.h"

#define SETUP_PAM_AUTH_UPDATE "/usr/sbin/pam-auth-update"

/* Run it with WHAT ("--enable", "--disable") for our profiles.  FIELD_OK or
 * FIELD_EIO. */
int pam_auth_update(const struct ctl *ctl, const char *what);

/* The contents of the files after it; release *ret_texts if FIELD_OK.
 * FIELD_EIO if the machine does not allow namespaces, or the program failed. */
int pam_trial(
    const struct ctl *ctl, const char *what, struct pam_texts *ret_texts);

#endif
