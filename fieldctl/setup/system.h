/*
 * fieldctl/setup/system: the operating system uses this terminal, or no longer.
 * Layer: fieldctl.  Users: setup.
 */
#ifndef FIELDCTL_SETUP_SYSTEM_H
#define FIELDCTL_SETUP_SYSTEM_H

#include "fieldctl/frame/ctl.h"

/* EX_OK, or a code after saying why. */
int setup_system(struct ctl *ctl);
int setup_system_undo(struct ctl *ctl);

#endif
