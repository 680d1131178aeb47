/*
 * fieldctl/setup/pam: enables or disables our profiles in PAM.
 * Layer: fieldctl.  Users: system.
 */
#ifndef FIELDCTL_SETUP_PAM_H
#define FIELDCTL_SETUP_PAM_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/preview.h"

/* EX_OK, or a code after reporting the reason; a failed change is undone. */
int setup_pam_enable(struct ctl *ctl);
int setup_pam_disable(struct ctl *ctl);

/* What they would do.  EX_OK, or the code that enabling would end with, after
 * saying why. */
int setup_pam_enable_preview(struct preview *preview);
void setup_pam_disable_preview(struct preview *preview);

#endif
