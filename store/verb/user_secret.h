/*
 * store/verb/user_secret: an administrator takes a person's password away
 * (L7, L8).
 * Layer: store.  Users: control/user.
 */
#ifndef STORE_VERB_USER_SECRET_H
#define STORE_VERB_USER_SECRET_H

#include "store/verb/delivery.h"

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
