/*
 * store/access/standing: everything about a person on which signing in depends.
 * Layer: store.  Users: signin; fieldctl explain.
 */
#ifndef STORE_ACCESS_STANDING_H
#define STORE_ACCESS_STANDING_H

#include "store/core/rules.h"
#include "store/secret/secret.h"

struct signin_request {
	const char *login; /* the login name that the snapshot gave, or typed */
	uint32_t uid;      /* the uid that the snapshot gave; 0: nobody's */
	const char *service, *tty, *address;
	/*
	 * Of a caller that is not root: what the kernel says of it, for the
	 * audit log, and the service that it claims to be.  A claim can only
	 * make the verdict worse: it is asked whether that portal is closed,
	 * and exempts from nothing.  NULL: SERVICE is to be believed.
	 */
	const char *caller, *claimed_service;
	/* Who is behind root, which changes somebody's password; NULL: it is
	 * not asked. */
	const struct invoker *invoker;
	const char *required_permission; /* require=, or NULL: here (R9) */
	bool exempt_from_change;         /* systemd-user */
	/* What the service itself has against it, REASON_BAD_SERVICE or
	 * REASON_ALIAS; REASON_NONE: nothing. */
	enum reason forbidden;
	/*
	 * Asked for room before each Argon2id, with no transaction open;
	 * NULL: there is room.  What it returns but FIELD_OK ends the request
	 * before the attempt is counted.
	 */
	int (*make_room)(uint64_t memory_bytes, void *context);
	void *context;
};

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
