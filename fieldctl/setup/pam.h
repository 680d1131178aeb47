/*
 * fieldctl/setup/pam: PAM uses our profiles, or no longer.
 * Layer: fieldctl.  Users: system.
 */
#ifndef FIELDCTL_SETUP_PAM_H
#define FIELDCTL_SETUP_PAM_H

#include "fieldctl/frame/ctl.h"

#define SETUP_PAM_AUTH_UPDATE "/usr/sbin/pam-auth-update"

/* EX_OK, or a code after saying why; what fails is taken back. */
int setup_pam_enable(struct ctl *ctl);
int setup_pam_disable(struct ctl *ctl);

#endif
