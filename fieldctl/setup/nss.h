/*
 * fieldctl/setup/nss: nsswitch.conf names our service, or no longer.
 * Layer: fieldctl.  Users: system.
 */
#ifndef FIELDCTL_SETUP_NSS_H
#define FIELDCTL_SETUP_NSS_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/preview.h"

/* EX_OK, or a code after saying why. */
int setup_nss_enable(struct ctl *ctl);
int setup_nss_disable(struct ctl *ctl);

/* What one of them would do. */
int setup_nss_preview(struct preview *preview, bool enable);

#endif
