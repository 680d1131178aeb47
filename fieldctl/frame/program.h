/*
 * fieldctl/frame/program: other programs, by absolute path, in a fixed environment.
 * Layer: fieldctl.  Users: setup --system, sync, doctor.
 */
#ifndef FIELDCTL_FRAME_PROGRAM_H
#define FIELDCTL_FRAME_PROGRAM_H

#include <sys/types.h>

#include "base/str.h"
#include "fieldctl/frame/ctl.h"

/*
 * Execute ARGV (ended by NULL) with empty standard input, standard error of
 * ours, and PATH, TERM, LANG and DEBIAN_FRONTEND=noninteractive as all its
 * environment, besides FIELDAUTH_ROOT if there is one, and
 * SUDO_UID for the account that was used on the way to root.  OUTPUT takes its
 * standard output (NULL: thrown away), at most 64 MiB of it.
 * *ret_exit is its exit code, 128 + N when signal N ended it.
 * FIELD_ENOTFOUND when there is no such program, FIELD_EIO, FIELD_ENOMEM.
 */
int run_program(const struct ctl *ctl, const char *const *argv,
    struct strbuf *output, int *ret_exit);

/* The same with standard input from IN_FD (-1: empty). */
int run_program_on(const struct ctl *ctl, const char *const *argv, int in_fd,
    struct strbuf *output, int *ret_exit);

/*
 * The same in two steps, for talking meanwhile: standard input and output
 * (-1: /dev/null), which the caller closes, and then waits.
 */
struct run_streams {
	int in_fd, out_fd;
	bool quiet; /* what it says on standard error is thrown away */
};
int run_start(const struct ctl *ctl, const char *const *argv,
    const struct run_streams *streams, pid_t *ret_pid);
int run_wait(pid_t pid, int *ret_exit);

#endif
