/*
 * control/serve/known: whether a uid may be a person's at all.
 * Layer: control/serve.  Users: serve.
 *
 * A place is taken while a request is read, and a user has many uids where
 * subuid(5) gives them: those are turned away before anything is read.  It is a
 * look into the snapshot, which everybody can do; who may ask is judged from the
 * database (store/signin/door).
 */
#ifndef CONTROL_SERVE_KNOWN_H
#define CONTROL_SERVE_KNOWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "conf/paths.h"

/* False where the snapshot was read and has nobody with UID. */
bool known_uid(const struct paths *paths, uid_t uid);

#endif
