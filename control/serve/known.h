/*
 * control/serve/known: whether a uid can be a person's.
 * Layer: control/serve.  Users: serve.
 *
 * A place is taken while a request is read, and users with ranges in subuid(5)
 * have many uids: those are turned away before anything is read.  This uses the
 * snapshot, which is world-readable; the database decides who may send requests
 * (store/signin/door).
 */
#ifndef CONTROL_SERVE_KNOWN_H
#define CONTROL_SERVE_KNOWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "conf/paths.h"

/* False if the snapshot was read and has no person with UID. */
bool known_uid(const struct paths *paths, uid_t uid);

#endif
