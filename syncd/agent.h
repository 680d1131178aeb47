/*
 * syncd/agent: the daemon: timers, signals, children (sd-event).
 * Layer: syncd (store, libsystemd).  Users: syncd/main.
 *
 * Each import runs in a child, `syncd --once SOURCE', so that a slow provider
 * never holds up the loop.  Signing in needs none of this: with the agent
 * dead, people still sign in and what they see is correct.
 */
#ifndef SYNCD_AGENT_H
#define SYNCD_AGENT_H

#include "syncd/program.h"

/* Until SIGTERM or SIGINT.  SIGHUP reloads; a bad file keeps the old
 * configuration.  Returns the exit code. */
int agent_run(struct program *program);

#endif
