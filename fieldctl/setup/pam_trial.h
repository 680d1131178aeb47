/*
 * fieldctl/setup/pam_trial: pam-auth-update(8), for good or as a trial.
 * Layer: fieldctl.  Users: pam.
 *
 * The program has no dry run.  A trial is the real program in a mount namespace of
 * its own, where copies in memory lie over all that it writes: nobody else sees
 * them, and they vanish with it.
 */
#ifndef FIELDCTL_SETUP_PAM_TRIAL_H
#define FIELDCTL_SETUP_PAM_TRIAL_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/pam_texts.h"

#define SETUP_PAM_AUTH_UPDATE "/usr/sbin/pam-auth-update"

/* Run it with WHAT ("--enable", "--disable") for our profiles.  FIELD_OK or
 * FIELD_EIO. */
int pam_auth_update(const struct ctl *ctl, const char *what);

/* What the files would be after it; release *ret_texts where it is FIELD_OK.
 * FIELD_EIO where the machine allows no namespace, or it failed. */
int pam_trial(
    const struct ctl *ctl, const char *what, struct pam_texts *ret_texts);

#endif
