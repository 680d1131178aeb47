/*
 * syncd/spawn: runs this program once more, with other options.
 * Layer: syncd.  Users: agent, agent_mail.
 */
#ifndef SYNCD_SPAWN_H
#define SYNCD_SPAWN_H

#include <sys/types.h>

#include "syncd/program.h"

/* Run `syncd OPTION... [--config FILE]' as a child with signals unblocked and
 * /dev/null as its input and output.  OPTIONS ends with NULL, and has at most
 * 5.  Returns 0 or an errno. */
int spawn_self(
    const struct program *program, const char *const *options, pid_t *ret_pid);

#endif
