/*
 * syncd/enforce: time-based changes.
 * Layer: syncd (store).  Users: syncd/agent, syncd/once.
 *
 * Access control does not depend on this code: each sign-in checks current
 * data.  It updates the snapshot and the lists, and ends the sessions of people
 * who have expired or whom a change could not sign out.
 */
#ifndef SYNCD_ENFORCE_H
#define SYNCD_ENFORCE_H

#include <stdint.h>

#include "syncd/program.h"

/* Deactivate people whose last day has passed, publish the snapshot if it is
 * due, make the daily copy of the database.  Failures are logged and retried a
 * minute later, or with the next run. */
void enforce(struct program *program);

/* Write the number and hash of the last row of the audit log to the program's
 * log, unless that was done within the last hour: rows that are replaced later
 * contradict it.  *LOGGED_MS is when it was done, by clock_monotonic_ms(); 0:
 * never. */
void enforce_log_head(struct program *program, int64_t *logged_ms);

#endif
