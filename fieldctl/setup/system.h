/*
 * fieldctl/setup/system: enables or disables this terminal in the operating
 * system.
 * Layer: fieldctl.  Users: setup.
 */
#ifndef FIELDCTL_SETUP_SYSTEM_H
#define FIELDCTL_SETUP_SYSTEM_H

#include "fieldctl/frame/ctl.h"

/* EX_OK, or a code after reporting the reason. */
int setup_system(struct ctl *ctl);
int setup_system_undo(struct ctl *ctl);

#endif
