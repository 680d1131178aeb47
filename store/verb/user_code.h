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

/* The same by the person's lead, who shows it to them at this terminal, where
 * alone it works; valid for code_ttl (N8).  The former one becomes invalid. */
int user_lead_code(struct change *change, const char *person_id,
    struct given *given, struct refusal *why);

/*
 * Codes to be kept on paper (N8): each signs in once, at a console.  All former
 * ones become invalid.
 */
#define RECOVERY_CODES_MAX 100
struct user_recovery {
	size_t count; /* 1 to RECOVERY_CODES_MAX */
	int64_t valid_s;
	/* The results: wipe them. */
	char codes[RECOVERY_CODES_MAX][CODE_SIZE];
	int64_t expires_at;
};
int user_recovery(struct change *change, const char *person_id,
    struct user_recovery *recovery, struct refusal *why);

#endif
