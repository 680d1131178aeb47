/*
 * store/secret/history: former passwords, which cannot be chosen again (L1).
 * Layer: store.  Users: secret, verb/user_state; signin, control/user.
 *
 * When a password is replaced or dropped, its hash is kept, and of a person's
 * former hashes as many as the policy password_history says.  Temporary
 * passwords are not kept: they are random, end by themselves, and would push
 * out the passwords that the person has used.  What an administrator gave
 * counts like any other, since it was valid without an end.
 */
#ifndef STORE_SECRET_HISTORY_H
#define STORE_SECRET_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "store/core/policy.h"
#include "store/core/reason.h"
#include "store/core/user.h"
#include "store/db/db.h"

/* Within the change, before USER's password is replaced or dropped. */
int history_keep(struct store *store, const struct user *user,
    const struct policies *policies);

struct history_question {
	const struct user *user;
	const struct policies *policies;
	const struct secret *password; /* the new one */
	/* It is already known to differ from the current password. */
	bool not_current;
	/* An administrator may give the current password again, which replaces
	 * none; a temporary one stays temporary. */
	bool may_keep;
	/* As in struct signin_request; NULL: no limit. */
	int (*make_room)(uint64_t memory_bytes, void *context);
	void *context;
};

/*
 * FIELD_EDENIED with *why when the new password is the current one
 * (REASON_PASSWORD_SAME) or a former one (REASON_PASSWORD_REUSED); with
 * password_history 0, neither is asked.  *ret_kept: it is the current one, and
 * may be (struct secret_new).  This computes a hash for each, so no
 * transaction may be open.  FIELD_ECORRUPT, FIELD_ENOMEM, and the errors of
 * make_room: no verdict.
 */
int history_check(struct store *store, const struct history_question *question,
    bool *ret_kept, struct refusal *why);

#endif
