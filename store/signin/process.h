/*
 * store/signin/process: processes of this machine, by proc(5).
 * Layer: store.  Users: session, session_end.
 */
#ifndef STORE_SIGNIN_PROCESS_H
#define STORE_SIGNIN_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Clock ticks from boot to the start of PID; 0: there is none. */
int64_t process_started(pid_t pid);

/* The id of this boot, without its newline; "" when it cannot be read. */
void process_boot_id(char *buf, size_t size);

/*
 * The process PID, if it is the one that started then: a pidfd, which the
 * caller closes, or -1 when it is gone.
 */
int process_open(pid_t pid, int64_t started);

/*
 * The processes of UID that descend from LEADER, as pidfds, at most MAX of
 * them, which the caller closes.  One whose parents have all ended is not
 * found.  Returns their count; 0 also when /proc cannot be read.
 */
size_t process_open_followers(
    pid_t leader, uid_t uid, int *ret_fds, size_t max);

#endif
