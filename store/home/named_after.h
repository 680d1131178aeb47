/*
 * store/home/named_after: files of the machine that contain a login name.
 * Layer: store.  Users: control/user.
 *
 * Tells an administrator what a person's new name does not change.  The files
 * are only read.
 */
#ifndef STORE_HOME_NAMED_AFTER_H
#define STORE_HOME_NAMED_AFTER_H

#include "base/array.h"
#include "base/pool.h"

/* The paths of files that are named LOGIN (cron tables, mail) or contain it as
 * a word (sudoers, subordinate ids, ...), in POOL.  FIELD_ENOMEM. */
int named_after(
    const char *login, struct pool *pool, struct pointers *ret_paths);

#endif
