/*
 * store/session/session_tell: messages on the terminals of people who are
 * signed in.
 * Layer: store.  Users: store/after.
 *
 * Like wall(1), but only on terminals that belong to the person: pseudo-terminals
 * and consoles of which they are the owner.  After `su jane` by another person,
 * the terminal remains that person's, and is left alone.
 */
#ifndef STORE_SESSION_SESSION_TELL_H
#define STORE_SESSION_SESSION_TELL_H

#include "store/core/told.h"
#include "store/db/db.h"

/* Tell each person on each of their terminals that their roles have changed.
 * Never blocks: a terminal whose output is stopped does not get the message. */
void session_tell_roles(struct store *store, const struct told *told);

#endif
