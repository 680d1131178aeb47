/*
 * fieldctl/machine/undo: system files as they were before they were edited.
 * Layer: fieldctl.  Users: setup --system.
 *
 * Two copies of each file are kept below the state folder: `before` and `after`
 * our edit.  As long as the file is still as our edit left it, undoing the edit
 * restores the exact bytes from before.
 */
#ifndef FIELDCTL_MACHINE_UNDO_H
#define FIELDCTL_MACHINE_UNDO_H

#include <stdbool.h>

#include "fieldctl/frame/ctl.h"

/* Save the current FILE as `before` (AFTER false) or `after`.  A field_err;
 * FIELD_ENOTFOUND when FILE does not exist. */
int undo_keep(const struct ctl *ctl, const char *file, bool after);

/* Whether FILE is still as we left it, and `before` exists. */
bool undo_is_untouched(const struct ctl *ctl, const char *file);

/* The bytes of `before`, NUL-terminated, for free().  A field_err. */
int undo_read(
    const struct ctl *ctl, const char *file, char **ret_bytes, size_t *ret_len);

/* Restore FILE from `before`, keeping its present mode. */
int undo_restore(const struct ctl *ctl, const char *file);

/* Delete both copies. */
void undo_forget(const struct ctl *ctl, const char *file);

/* Replace FILE by TEXT, keeping its mode (0644 if it is new). */
int undo_write(const char *file, const char *text, size_t len);

#endif
