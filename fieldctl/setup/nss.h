/*
 * fieldctl/setup/nss: adds our service to nsswitch.conf, or removes it.
 * Layer: fieldctl.  Users: system.
 */
#ifndef FIELDCTL_SETUP_NSS_H
#define FIELDCTL_SETUP_NSS_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/preview.h"

/* EX_OK, or a code after reporting the reason. */
int setup_nss_enable(struct ctl *ctl);
int setup_nss_disable(struct ctl *ctl);

/* The effect of one of them. */
int setup_nss_preview(struct preview *preview, bool enable);

#endif
