/*
 * syncd/work/frame/sandbox: drops every privilege that a worker does not need.
 * Layer: work.  Users: start, and the test of a worker that was taken over.
 *
 * Afterwards the process has its own uid and gid and no other groups, cannot
 * gain privileges (PR_SET_NO_NEW_PRIVS), cannot be dumped or traced
 * (PR_SET_DUMPABLE), and has small limits and a seccomp(2) filter that allows
 * only what libcurl with its resolver thread, OpenSSL and glibc use: no program
 * can be executed, no process created or signalled, no file created or opened
 * for writing, and no socket except for Internet ones and the resolver's
 * netlink.  Files can be opened for reading, as the uid allows, until the
 * request and the certificate authorities have been read; then only those that
 * the resolver, the certificate store and system libraries need (Landlock, if
 * the kernel has it: Debian 12's does).
 * Tested by tests/unit/fetch/test_fetch_sandbox.c.
 */
#ifndef SYNCD_WORK_FRAME_SANDBOX_H
#define SYNCD_WORK_FRAME_SANDBOX_H

#include <sys/types.h>

/*
 * As root: become UID and GID, neither of which may be 0.  As another user:
 * nothing to drop, FIELD_OK.  FIELD_EDENIED: the process would stay root.
 * FIELD_EIO.
 */
int sandbox_drop(uid_t uid, gid_t gid);

/* The ids of the system user NAME, which a worker started by root becomes;
 * errors as for account_find(). */
int sandbox_find_user(const char *name, uid_t *ret_uid, gid_t *ret_gid);

/* Drop privileges, disable dumps, close descriptors other than 0 to 2, set
 * limits.  Call it after sandbox_drop().  FIELD_EIO. */
int sandbox_restrict(void);

/* Load the filter.  Only after sandbox_restrict(), with one thread.
 * FIELD_EIO; FIELD_ENOMEM. */
int sandbox_filter(void);

/* Restrict reading to the files listed in sandbox_files.c.  Call it after
 * sandbox_filter(), with one thread.  FIELD_ENOTFOUND: not supported by this
 * kernel; FIELD_EIO. */
int sandbox_files(void);

#endif
