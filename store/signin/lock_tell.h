/*
 * store/signin/lock_tell: a lock that has started is logged, and the person and
 * the organisation's administrators are told by mail.
 * Layer: store.  Users: signin, proof.
 */
#ifndef STORE_SIGNIN_LOCK_TELL_H
#define STORE_SIGNIN_LOCK_TELL_H

#include "store/core/change.h"
#include "store/core/user.h"
#include "store/lock/lock.h"

/* The locks that an attempt of USER started, if any.  ORIGIN and SERVICE are
 * those of the attempt. */
struct lock_news {
	const struct user *user;
	const struct origin *origin;
	const char *service;
	const struct lock_outcome *outcome;
};

/*
 * Write an audit row for each lock that has started, and queue the mail: one a
 * person and day, and a line in the digest for administrators.  A mail that
 * cannot be queued, for example without the machine key, prevents no record.
 */
int lock_tell(struct change *change, const struct lock_news *news);

#endif
