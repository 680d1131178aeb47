/*
 * base/inherit: what a process takes over from whoever started it.
 * Layer: base; libc only, for it is linked into the PAM module.
 * Users: the PAM module's child, fieldauth-signin, fieldctl, syncd.
 *
 * su(1) and sudo(8) let most of what a person has set pass to what they run
 * as root: resource limits, timer slack, CPU affinity, priorities.  Each can
 * make a call fail, or the process stop, at an instant that the person
 * chooses.  One table says what is reset, to what, and how.
 */
#ifndef BASE_INHERIT_H
#define BASE_INHERIT_H

/*
 * Reset everything of the two tables in inherit.c.  What is better than
 * normal (a higher priority, a negative oom_score_adj) is root's choice and
 * stays.  What the kernel refuses stays too: limits are then raised as far as
 * their hard ones.  Async-signal-safe: for use between fork and exec as well.
 * Changes errno.
 */
void inherit_reset(void);

/*
 * The rest, for main() alone: no signal is blocked; none is ignored but those
 * that nohup(1), job control and pipelines ignore, and SIGXFSZ, so that a
 * limit is an error that can be told; no interval timer runs.
 */
void inherit_reset_signals(void);

/*
 * For main(), before anything is opened: a stream that is closed stays
 * unusable and its number taken, or the next file opened, a lock or a copy of
 * the database, would be what an error message is written into.
 */
void inherit_keep_streams(void);

/*
 * Leave a control group that a person owns, and could freeze or starve, for
 * the root group.  Nothing happens where that is not possible.
 */
void inherit_leave_group(void);

#endif
