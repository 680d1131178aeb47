/*
 * gate/helper: the program that serves one connection.
 * Layer: gate.  Users: loop, tests.
 */
#ifndef GATE_HELPER_H
#define GATE_HELPER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Execute PATH, with ARRIVED_MS in decimal digits as its one argument, and FD
 * as its standard input and output, the gate's standard
 * error, no environment, no other descriptor, a session of its own and no
 * blocked signal.  TERM, HUP and INT stay ignored in it: who stops the gate
 * lets it finish what it has begun.  FIELD_OK and the child with a pidfd, or
 * FIELD_ENOMEM (processes, descriptors, memory) or FIELD_EIO with errno, and
 * no child.  FD stays the caller's.
 */
int helper_start(const char *path, int64_t arrived_ms, int fd, pid_t *ret_pid,
    int *ret_pidfd);

/* Whether it has ended, and can be collected without waiting. */
bool helper_has_ended(int pidfd);

/* Tell the kernel to end it.  One that is stuck in the kernel (a dying disk)
 * ends later, or never: nobody waits for it here. */
void helper_kill(pid_t pid);

/* Collect a child that has ended or was just killed, and close PIDFD (-1:
 * there is none).  Waits for its end. */
void helper_collect(pid_t pid, int pidfd);

#endif
