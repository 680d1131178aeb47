/*
 * fieldctl/frame/program: runs other programs, by absolute path, in a fixed
 * environment.
 * Layer: fieldctl.  Users: setup --system, sync, doctor.
 */
#ifndef FIELDCTL_FRAME_PROGRAM_H
#define FIELDCTL_FRAME_PROGRAM_H

#include <sys/types.h>

#include "base/str.h"
#include "fieldctl/frame/ctl.h"

/*
 * Execute ARGV (ended by NULL) with empty standard input, our standard error,
 * and an environment of only PATH, TERM, LANG and
 * DEBIAN_FRONTEND=noninteractive, FIELDAUTH_ROOT if it is set, and SUDO_UID for
 * the account that was used to become root.  OUTPUT receives its standard
 * output (NULL: discarded), at most 64 MiB.  *ret_exit is its exit code, 128 +
 * N if it was killed by signal N.  FIELD_ENOTFOUND when the program does not
 * exist, FIELD_EIO, FIELD_ENOMEM.
 */
int run_program(const struct ctl *ctl, const char *const *argv,
    struct strbuf *output, int *ret_exit);

/* The same with standard input from IN_FD (-1: empty). */
int run_program_on(const struct ctl *ctl, const char *const *argv, int in_fd,
    struct strbuf *output, int *ret_exit);

/*
 * The same in two steps, for a dialogue in between: standard input and output
 * (-1: /dev/null), which the caller closes before waiting.
 */
struct run_streams {
	int in_fd, out_fd;
	bool quiet; /* its standard error is discarded */
};
int run_start(const struct ctl *ctl, const char *const *argv,
    const struct run_streams *streams, pid_t *ret_pid);
int run_wait(pid_t pid, int *ret_exit);

#endif
