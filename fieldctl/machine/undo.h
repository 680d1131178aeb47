/*
 * fieldctl/machine/undo: files of the machine, as they were before we edited them.
 * Layer: fieldctl.  Users: setup --system.
 *
 * For each file two copies are kept below the state folder: `before` our edit
 * and `after` it.  As long as the file still is what our edit left, taking
 * the edit back gives the very bytes of before.
 */
#ifndef FIELDCTL_MACHINE_UNDO_H
#define FIELDCTL_MACHINE_UNDO_H

#include <stdbool.h>

#include "fieldctl/frame/ctl.h"

/* Keep FILE as it is now as `before` (AFTER false) or `after`.  A field_err;
 * FIELD_ENOTFOUND when FILE does not exist. */
int undo_keep(const struct ctl *ctl, const char *file, bool after);

/* Whether FILE still is as we left it, and `before` is there. */
bool undo_is_untouched(const struct ctl *ctl, const char *file);

/* The bytes of `before`, NUL-terminated, for free().  A field_err. */
int undo_read(
    const struct ctl *ctl, const char *file, char **ret_bytes, size_t *ret_len);

/* Give FILE the bytes of `before`, with the mode that it has. */
int undo_restore(const struct ctl *ctl, const char *file);

/* Forget both copies. */
void undo_forget(const struct ctl *ctl, const char *file);

/* Replace FILE by TEXT, keeping its mode (0644 if it is new). */
int undo_write(const char *file, const char *text, size_t len);

#endif
