/*
 * store/home/effective: what a person's session gets where the record of the
 * person is silent: home folder, shell, landing module (U11).
 * Layer: store.  Users: control, doctor.
 *
 * The same rules as store/publish (home and shell) and SESSION_PLACE (landing)
 * apply; test_effective compares them.
 */
#ifndef STORE_HOME_EFFECTIVE_H
#define STORE_HOME_EFFECTIVE_H

#include "store/core/user.h"
#include "store/db/db.h"

enum effective_from {
	FROM_NOTHING, /* there is no value */
	FROM_PERSON,
	FROM_ROLE,     /* the primary role */
	FROM_TERMINAL, /* [terminal] in fieldauth.conf */
	FROM_DEFAULT,  /* where that is silent as well */
};

/* "person", "role", "terminal", "default"; "" for FROM_NOTHING. */
const char *effective_from_name(enum effective_from from);

struct effective {
	char home[2 * USER_TEXT_SIZE];
	char shell[USER_TEXT_SIZE], landing[USER_TEXT_SIZE];
	enum effective_from home_from, shell_from, landing_from;
};

int effective_load(struct store *store, const struct user *user,
    struct effective *ret_effective);

/* What a role gives to those whose primary role it is; "" for nothing. */
struct role_defaults {
	char shell[USER_TEXT_SIZE];
	char desktop[USER_TEXT_SIZE], landing[USER_TEXT_SIZE];
};

int role_defaults_load(struct store *store, const char *role_id,
    struct role_defaults *ret_defaults);

#endif
