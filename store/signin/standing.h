/*
 * store/signin/standing: everything about a person on which signing in depends.
 * Layer: store.  Users: signin; fieldctl explain.
 */
#ifndef STORE_STANDING_H
#define STORE_STANDING_H

#include "store/rules.h"
#include "store/signin/secret.h"
#include "store/signin/signin.h"

struct standing {
	bool found; /* false: nobody's name; only cost is set */
	struct user user;
	struct policies policies;
	struct rules_sign_in in;     /* points into this struct: do not copy */
	char hash[SECRET_HASH_SIZE]; /* "" without a password */
	bool temporary;
	int64_t secret_expires_at; /* 0: never */
	struct secret_cost cost;   /* the costliest in use on this terminal */
};

/* Within a transaction of the caller, or none. */
int standing_load(struct store *store, const struct signin_request *request,
    struct standing *ret_standing);

/* Look whose the person's home folder is: for the account phase, before
 * anything uses it.  FIELD_EIO when that cannot be seen. */
int standing_look_at_home(struct store *store, struct standing *standing);

/* The password is a temporary one whose time is over. */
bool standing_secret_is_expired(const struct standing *standing);

/* Neither has been given another password than the other has. */
bool standing_has_secret_of(
    const struct standing *standing, const struct standing *other);

/* Wipe the hash. */
void standing_release(struct standing *standing);

#endif
