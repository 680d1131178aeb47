/*
 * store/access/standing: all data about a person that decides a sign-in.
 * Layer: store.  Users: signin; fieldctl explain.
 */
#ifndef STORE_ACCESS_STANDING_H
#define STORE_ACCESS_STANDING_H

#include "store/core/rules.h"
#include "store/lock/origin.h"
#include "store/secret/secret.h"

struct signin_request {
	const char *login; /* the login name from the snapshot, or as typed */
	uint32_t uid;      /* the uid from the snapshot; 0: unknown name */
	const char *service, *tty, *address;
	/*
	 * For an unprivileged caller: its description by the kernel, for the
	 * audit log, and the service that it claims to be.  A claim can only
	 * make the verdict worse: the portal may be closed for it, but it
	 * grants no exemption.  NULL: SERVICE is trusted.
	 */
	const char *caller, *claimed_service;
	/* a user started the host: su, sudo, passwd */
	bool by_user;
	uint32_t by_uid; /* the caller's user, or who started the host */
	/* Changes are lost (pam_fieldauth/signin/judge): nothing that must be
	 * durable is begun. */
	bool is_copy;
	/* The record of the sign-in (store/signin/recent) whose session is
	 * opened; NULL or "": there is none. */
	const char *sign_in;
	/* A change is proved by this one-time code, by which the person signed
	 * in, instead of the old secret; NULL: it is not. */
	const char *code_id;
	/* The person who became root and changes another's password; NULL: not
	 * requested. */
	const struct invoker *invoker;
	const char *required_permission; /* require=, or NULL: here (R9) */
	bool exempt_from_change;         /* systemd-user */
	/* The service's own objection, REASON_BAD_SERVICE or REASON_ALIAS;
	 * REASON_NONE: none. */
	enum reason forbidden;
	/*
	 * Called to reserve memory before each Argon2id, with no transaction
	 * open; NULL: no limit.  A result other than FIELD_OK ends the request
	 * before the attempt is counted.
	 */
	int (*make_room)(uint64_t memory_bytes, void *context);
	void *context;
};

struct standing {
	bool found; /* false: unknown name; only costs is set */
	struct user user;
	struct policies policies;
	struct rules_sign_in in;     /* points into this struct: do not copy */
	char hash[SECRET_HASH_SIZE]; /* "" without a password */
	bool temporary;
	int64_t secret_expires_at; /* 0: never */
	struct secret_costs costs; /* in use on this terminal */
};

/* Where it comes from: what an unprivileged caller claims does not count. */
struct origin signin_origin(const struct signin_request *request);

/* Another person, whose rows are read in place of an unknown name's: both cost
 * the same.  FIELD_ENOTFOUND in an empty database. */
int standing_find_decoy(struct store *store, struct user *ret_user);

/* Within the caller's transaction, if any. */
int standing_load(struct store *store, const struct signin_request *request,
    struct standing *ret_standing);

/* Check the owner of the person's home folder: for the account phase, before it
 * is used.  FIELD_EIO when that cannot be determined. */
int standing_look_at_home(struct store *store, struct standing *standing);

/* Whether the password is a temporary one that has expired. */
bool standing_secret_is_expired(const struct standing *standing);

/* Whether both have the same stored password. */
bool standing_has_secret_of(
    const struct standing *standing, const struct standing *other);

/* Wipe the hash. */
void standing_release(struct standing *standing);

#endif
