/*
 * pam_fieldauth/module/spawn: executes the helper from the host's process.
 * Layer: module; libc.  Users: talk.
 *
 * The host may have threads and fork handlers, ignore SIGCHLD, have descriptors
 * 0 to 2 closed, block signals, and have limits, an environment and a terminal
 * that an unprivileged user chose.  None of it affects the helper, and the host
 * is not affected by the helper.
 */
#ifndef PAM_FIELDAUTH_MODULE_SPAWN_H
#define PAM_FIELDAUTH_MODULE_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

struct spawned {
	pid_t pid; /* of the keeper, the helper's parent */
	int fd;    /* the host's end of a stream socket */
};

/* Run PATH with the other end as its standard input and output.  False with
 * errno when descriptors or processes are exhausted.  If PATH cannot be
 * executed, the result is an end of file on the socket. */
bool spawn_open(const char *path, struct spawned *ret_spawned);

/* Close and reap, within 3 s whatever the helper does.  ANSWERED: it has sent
 * its whole answer and is given time to exit; otherwise it is killed. */
void spawn_close(struct spawned *spawned, bool answered);

#endif
