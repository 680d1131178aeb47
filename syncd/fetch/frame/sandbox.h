/*
 * syncd/fetch/frame/sandbox: give up every power that fetching does not need.
 * Layer: fetch.  Users: main, and the test of a worker that was taken over.
 *
 * Afterwards the process has its own uid and gid and no other groups, no way
 * to new privileges (PR_SET_NO_NEW_PRIVS), no core dump and no debugger
 * (PR_SET_DUMPABLE), small limits, and a seccomp(2) filter that knows what
 * libcurl with its resolver thread, OpenSSL and glibc use, and nothing else:
 * no program can be executed, no process made or touched, no file opened for
 * writing or made, no socket but Internet ones and the resolver's netlink.
 * Files can be opened for reading, as the uid allows, until the request and the
 * certificate authorities have been read; then only those that the resolver,
 * the certificate store and system libraries need (Landlock, where the kernel
 * has it: Debian 12's does).
 * Held by tests/unit/fetch/test_fetch_sandbox.c.
 */
#ifndef SYNCD_FETCH_FRAME_SANDBOX_H
#define SYNCD_FETCH_FRAME_SANDBOX_H

#include <sys/types.h>

/* The system user that a worker started by root becomes. */
#define SANDBOX_USER "fieldauth-fetch"

/*
 * As root: become UID and GID, neither of which may be 0.  As anybody else:
 * nothing is to be given up, and FIELD_OK.  FIELD_EDENIED: root would remain.
 * FIELD_EIO.
 */
int sandbox_drop(uid_t uid, gid_t gid);

/* The numbers of SANDBOX_USER; errors as of account_find(). */
int sandbox_find_user(uid_t *ret_uid, gid_t *ret_gid);

/* No privileges, no dumps, no descriptors but 0 to 2, limits.  Call it after
 * sandbox_drop().  FIELD_EIO. */
int sandbox_restrict(void);

/* Load the filter.  Only after sandbox_restrict(), with one thread.
 * FIELD_EIO; FIELD_ENOMEM. */
int sandbox_filter(void);

/* From now on read nothing but what sandbox_files.c lists.  Call it after
 * sandbox_filter(), with one thread.  FIELD_ENOTFOUND: this kernel cannot;
 * FIELD_EIO. */
int sandbox_files(void);

#endif
