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
 * Execute PATH with one argument, ARRIVED_MS in decimal.  The helper gets FD as
 * its standard input and output, the gate's standard error, no environment, no
 * other descriptors, a new session, and no blocked signals.  TERM, HUP and INT
 * stay ignored in it, so that it can finish its work when the gate is stopped.
 * FIELD_OK and the child with a pidfd; FIELD_ENOMEM (processes, descriptors,
 * memory) or FIELD_EIO with errno, and no child.  The caller keeps FD.
 */
int helper_start(const char *path, int64_t arrived_ms, int fd, pid_t *ret_pid,
    int *ret_pidfd);

/* Whether it has exited, and can be reaped without waiting. */
bool helper_has_ended(int pidfd);

/* Send SIGKILL.  A helper that is blocked in the kernel (failing disk) exits
 * later or never; this function does not wait for it. */
void helper_kill(pid_t pid);

/* Reap a child that has exited or was just killed, and close PIDFD (-1: none).
 * Waits until it has exited. */
void helper_collect(pid_t pid, int pidfd);

#endif
