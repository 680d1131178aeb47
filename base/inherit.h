/*
 * base/inherit: attributes that a process inherits from the one that started
 * it.
 * Layer: base; libc only, since it is linked into the PAM module.
 * Users: the PAM module's child, fieldauth-signin, fieldctl, syncd.
 *
 * su(1) and sudo(8) pass most of what a user has set to the programs that they
 * run as root: resource limits, timer slack, CPU affinity, priorities.  Each of
 * them can make a call fail, or stop the process, at a moment that the user
 * chooses.  One table lists what is reset, to what value, and how.
 */
#ifndef BASE_INHERIT_H
#define BASE_INHERIT_H

/*
 * Reset everything in the two tables of inherit.c.  A value better than the
 * default (a higher priority, a negative oom_score_adj) was chosen by root and
 * is kept.  What the kernel refuses to change is also kept; limits are raised
 * as far as the hard limit allows.  Async-signal-safe, so it can be called
 * between fork and exec.  Changes errno.
 */
void inherit_reset(void);

/*
 * The rest, for main() only: unblock all signals; restore the default action of
 * all signals except those that nohup(1), job control and pipelines ignore, and
 * SIGXFSZ, so that exceeding a limit is an error that can be reported; stop all
 * interval timers.
 */
void inherit_reset_signals(void);

/*
 * For main(), before any file is opened: keep the number of each closed
 * standard stream occupied and unusable.  Otherwise the next file to be opened
 * (a lock, a copy of the database) would receive the error messages.
 */
void inherit_keep_streams(void);

/*
 * Move from a control group owned by a user, who could freeze or starve it, to
 * the root group.  Has no effect where that is not possible.
 */
void inherit_leave_group(void);

#endif
