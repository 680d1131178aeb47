/*
 * store/secret/reuse: whether a new password was used before (L1).
 * Layer: store.  Users: signin; control/user.
 */
#ifndef STORE_SECRET_REUSE_H
#define STORE_SECRET_REUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "store/core/policy.h"
#include "store/core/reason.h"
#include "store/core/user.h"
#include "store/secret/secret.h"

struct reuse_question {
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
int reuse_check(struct store *store, const struct reuse_question *question,
    bool *ret_kept, struct refusal *why);

/* The same for a password that an administrator gives USER, and its hash by the
 * policies of the organisation. */
int reuse_check_given(struct store *store, const struct user *user,
    const struct secret *password, bool *ret_kept,
    char ret_hash[SECRET_HASH_SIZE], struct refusal *why);

#endif
