/*
 * base/turn: waiting for a lock in the order of asking.
 * Layer: base.  Users: store/db, pam_fieldauth/signin.
 */
#ifndef BASE_TURN_H
#define BASE_TURN_H

/*
 * Wait until the open file FD is locked by flock(2), at most TIMEOUT_MS (0: do
 * not wait).  The kernel grants the lock in the order of asking, so that no
 * number of processes that come later keeps one waiting.  While it waits,
 * SIGRTMAX of this thread belongs to this function; where no timer can be had
 * it asks again every 5 ms, without a place in the queue.
 * FIELD_EBUSY: the time is over; FIELD_ENOMEM, FIELD_EIO: there is no lock.
 */
int turn_take(int fd, int timeout_ms);

#endif
