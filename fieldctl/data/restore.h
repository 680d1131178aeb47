/*
 * fieldctl/data/restore: copies of the database: made, listed, and gone back to.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_DATA_RESTORE_H
#define FIELDCTL_DATA_RESTORE_H

#include "fieldctl/frame/ctl.h"

/* Without a name: list the copies.  With one ("latest": the newest): check
 * it, put it in the database's place, publish. */
int restore_verb(struct ctl *ctl);

/* Make a copy now. */
int backup_verb(struct ctl *ctl);

extern const struct option_spec restore_options[], backup_options[];

#endif
