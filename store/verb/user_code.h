/*
 * store/verb/user_code: codes that people are let in with (L2, L5, N8, S8).
 * Layer: store.  Users: control/user, org.
 *
 * A verb that issues a code requires all rights of its person, and is refused
 * for people whose state keeps them out: the code would not let them in.
 */
#ifndef STORE_VERB_USER_CODE_H
#define STORE_VERB_USER_CODE_H

#include "store/verb/given.h"

/* A code that signs in once and leads to a password: the first one is valid for
 * invite_ttl, each one after it for resend_ttl.  The former one becomes
 * invalid. */
int user_invite(struct change *change, const char *person_id,
    struct given *given, struct refusal *why);
/* The same within another verb on the person, which has asked the rules. */
int user_invite_within(
    struct user_verb *verb, struct given *given, struct refusal *why);

/* A code that signs in once, valid for resend_ttl; the former one becomes
 * invalid. */
int user_link(struct change *change, const char *person_id, struct given *given,
    struct refusal *why);

#endif
