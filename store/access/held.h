/*
 * store/access/held: everything that one person may do, to be compared with
 * what another may.
 * Layer: store.  Users: actor, view; role_assign, place.
 *
 * It is what role_person_can() answers one by one, loaded at once, and what
 * goes beyond permissions: full access, places, groups of the machine that
 * roles carry, approval groups.  Whether the person could sign in just now
 * does not matter: a block is lifted more easily than a secret is forgotten.
 */
#ifndef STORE_ACCESS_HELD_H
#define STORE_ACCESS_HELD_H

#include "store/core/user.h"
#include "store/db/db.h"

struct held;

/* FIELD_ENOMEM or a failure of the database; held_free() it. */
int held_load(
    struct store *store, const struct user *user, struct held **ret_held);
void held_free(struct held *held);

/* Everywhere, not at one place alone. */
bool held_has(const struct held *held, const char *permission);
bool held_is_super_admin(const struct held *held);
/* Whether the person may be at the place (R7, R8). */
bool held_has_place(
    const struct held *held, const char *place_id, const char *kind);

/* What is missing, for the sentence: 'invoices.edit', 'site depot-north'. */
#define HELD_MISSING_SIZE 80

/*
 * Whether MINE has all that THEIRS has.  If not, RET_MISSING names the first
 * thing that it lacks.  A super admin has everything.
 */
bool held_covers(const struct held *mine, const struct held *theirs,
    char ret_missing[HELD_MISSING_SIZE]);

/* The same for one role: its permissions, and the groups that it carries. */
int held_covers_role(struct store *store, const struct held *mine,
    const char *role_id, char ret_missing[HELD_MISSING_SIZE], bool *ret_covers);

#endif
