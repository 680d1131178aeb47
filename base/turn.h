/*
 * base/turn: waiting for a lock in the order of arrival.
 * Layer: base.  Users: store/db, pam_fieldauth/signin.
 */
#ifndef BASE_TURN_H
#define BASE_TURN_H

/*
 * Wait until the open file FD is locked by flock(2), at most TIMEOUT_MS (0: do
 * not wait).  The kernel grants the lock in the order of requests, so later
 * requests cannot starve an earlier one.  While waiting, this function uses
 * SIGRTMAX of this thread.  If no timer is available, it retries every 5 ms,
 * without a place in the queue.
 * FIELD_EBUSY: timeout.  FIELD_ENOMEM, FIELD_EIO: the lock was not taken.
 */
int turn_take(int fd, int timeout_ms);

#endif
