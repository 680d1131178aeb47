/*
 * store/verb/user_secret: an administrator gives a person another password, or
 * asks for another one (L3, L7, L8).
 * Layer: store.  Users: control/user, org.
 */
#ifndef STORE_VERB_USER_SECRET_H
#define STORE_VERB_USER_SECRET_H

#include "store/verb/given.h"

/*
 * A password that an administrator chose (L7).  Hash it before the change, and
 * ask first without a hash: then only what may be done is worth the work.
 */
struct user_password {
	const struct secret *text; /* NULL: its quality is not asked yet */
	const char *hash;          /* NULL: nothing is stored */
	bool must_change;
	bool is_kept; /* as in struct secret_new */
};
/* Rules and quality are asked, codes end by policy. */
int user_set_password(struct change *change, const char *person_id,
    const struct user_password *password, struct refusal *why);

/* A temporary password, for people in any state: it is valid for
 * temp_password_ttl, and must be changed at the first sign-in. */
int user_give_temporary(struct change *change, const char *person_id,
    struct given *given, struct refusal *why);
/* The same within another verb on the person, which has asked the rules; TEMPLATE
 * is the mail that carries it. */
int user_give_temporary_within(struct user_verb *verb,
    enum mail_template template, struct given *given, struct refusal *why);

/*
 * The person's password is replaced by a temporary one at once, and locks end;
 * if it is compromised, because others know the former one, all codes and
 * sessions end too.  Refused for people who are held, and for inactive ones by
 * reset_inactive.
 */
int user_reset(struct change *change, const char *person_id,
    struct given *given, struct refusal *why);

/* The person must choose another password at the next sign-in, and all codes
 * become invalid.  Only for active people who are not held. */
int user_force_reset(
    struct change *change, const char *person_id, struct refusal *why);

#endif
