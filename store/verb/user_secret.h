/*
 * store/verb/user_secret: an administrator gives a person another password, or
 * asks for another one (L3, L7, L8).
 * Layer: store.  Users: control/user.
 */
#ifndef STORE_VERB_USER_SECRET_H
#define STORE_VERB_USER_SECRET_H

#include "base/secret.h"
#include "store/verb/delivery.h"

/*
 * A password that an administrator gives (L7, L3).  Hash it before the change,
 * and ask first without a hash: then only what may be done is worth the work.
 */
struct user_password {
	const struct secret *text; /* NULL: its quality is not asked yet */
	const char *hash;          /* NULL: nothing is stored */
	bool must_change;
	bool is_kept;       /* as in struct secret_new */
	bool temporary;     /* for temp_password_ttl, changed at first use */
	int64_t expires_at; /* result: when a temporary one ends */
};
/* Rules and quality are asked, codes end by policy. */
int user_set_password(struct change *change, const char *person_id,
    struct user_password *password, struct refusal *why);

/* A temporary password (store/secret/temporary), made and hashed before the
 * change. */
struct user_reset {
	enum delivery_way way;
	/* Others know the former password: all codes and sessions end too. */
	bool compromised;
	const char *hash;   /* NULL: only ask whether it may be done */
	int64_t expires_at; /* the result */
};

/* The person's password is replaced at once, and locks end.  Refused for people
 * who are held, and for inactive ones by reset_inactive. */
int user_reset(struct change *change, const char *person_id,
    struct user_reset *reset, struct refusal *why);

/* The person must choose another password at the next sign-in, and all codes
 * become invalid.  Only for active people who are not held. */
int user_force_reset(
    struct change *change, const char *person_id, struct refusal *why);

#endif
