/*
 * store/access/held: everything that a person may do, for comparison with
 * another person.
 * Layer: store.  Users: actor, view; role_assign, place.
 *
 * The results of role_person_can(), loaded at once, and rights other than
 * permissions: full access, places, local groups that roles grant, approval
 * groups.  It does not matter whether the person could sign in now: a block can
 * be lifted, but a known secret stays known.
 */
#ifndef STORE_ACCESS_HELD_H
#define STORE_ACCESS_HELD_H

#include "store/core/user.h"
#include "store/db/db.h"

struct held;

/* FIELD_ENOMEM or a database error; release with held_free(). */
int held_load(
    struct store *store, const struct user *user, struct held **ret_held);
void held_free(struct held *held);

/* In general, not at one place only. */
bool held_has(const struct held *held, const char *permission);
bool held_is_super_admin(const struct held *held);
/* Whether the person is assigned to the place (R7, R8). */
bool held_has_place(
    const struct held *held, const char *place_id, const char *kind);

/* What is missing, for the sentence: 'invoices.edit', 'site depot-north'. */
#define HELD_MISSING_SIZE 80

/*
 * Whether MINE has everything that THEIRS has.  If not, RET_MISSING names the
 * first thing that it lacks.  A super admin has everything.
 */
bool held_covers(const struct held *mine, const struct held *theirs,
    char ret_missing[HELD_MISSING_SIZE]);

/* The same for one role: its permissions, and the groups that it grants. */
int held_covers_role(struct store *store, const struct held *mine,
    const char *role_id, char ret_missing[HELD_MISSING_SIZE], bool *ret_covers);

#endif
