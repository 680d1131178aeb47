/*
 * store/people/named_after: files of the machine in which a login name stands.
 * Layer: store.  Users: control/user.
 *
 * For telling an administrator what a person's new name does not change.  Files
 * are read and nothing is changed.
 */
#ifndef STORE_PEOPLE_NAMED_AFTER_H
#define STORE_PEOPLE_NAMED_AFTER_H

#include "base/array.h"
#include "base/pool.h"

/* The paths of files that are named LOGIN (cron tables, mail) or contain it as
 * a word (sudoers, subordinate ids, ...), in POOL.  FIELD_ENOMEM. */
int named_after(
    const char *login, struct pool *pool, struct pointers *ret_paths);

#endif
