/*
 * fieldctl/setup/folders: the folders that a terminal needs.
 * Layer: fieldctl.  Users: setup, system, pam.
 */
#ifndef FIELDCTL_SETUP_FOLDERS_H
#define FIELDCTL_SETUP_FOLDERS_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/preview.h"

/* Create them, with their modes and owners. */
int setup_folders(struct ctl *ctl);

/* Those that are missing, as steps. */
void setup_folders_preview(struct preview *preview);

/* Report that FILE could not be changed; returns the code. */
int setup_failed_file(struct ctl *ctl, const char *file, int rc);

#endif
