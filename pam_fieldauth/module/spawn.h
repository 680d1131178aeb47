/*
 * pam_fieldauth/module/spawn: the helper, executed out of somebody else's
 * process.
 * Layer: module; libc.  Users: talk.
 *
 * The host may have threads and fork handlers, ignore SIGCHLD, have
 * descriptors 0 to 2 closed, block signals, and have limits, an environment
 * and a terminal that a person chose.  None of it reaches the helper, and the
 * host notices nothing of it.
 */
#ifndef PAM_FIELDAUTH_MODULE_SPAWN_H
#define PAM_FIELDAUTH_MODULE_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

struct spawned {
	pid_t pid; /* of the process that keeps the helper */
	int fd;    /* the host's end of a stream socket */
};

/* Run PATH with the other end as its standard input and output.  False with
 * errno when there is no descriptor, no process; that PATH cannot be executed
 * shows as an end of file. */
bool spawn_open(const char *path, struct spawned *ret_spawned);

/* Close and reap, within 3 s whatever the helper does.  ANSWERED: it has said
 * all, and may end by itself; else it is killed. */
void spawn_close(struct spawned *spawned, bool answered);

#endif
