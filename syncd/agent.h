/*
 * syncd/agent: the daemon: timers, signals, children (sd-event).
 * Layer: syncd (store, libsystemd).  Users: syncd/main.
 *
 * Each import runs in a child, `syncd --once SOURCE', so that a slow provider
 * never blocks the loop.  Signing in does not depend on the agent: when it is
 * stopped, people can still sign in, with correct data.
 */
#ifndef SYNCD_AGENT_H
#define SYNCD_AGENT_H

#include "syncd/program.h"

/* Run until SIGTERM or SIGINT.  SIGHUP reloads the configuration; an invalid
 * file is ignored.  Returns the exit code. */
int agent_run(struct program *program);

#endif
