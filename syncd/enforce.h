/*
 * syncd/enforce: what time alone brings about.
 * Layer: syncd (store).  Users: syncd/agent, syncd/once.
 *
 * Nothing here is what keeps somebody out: the sign-in judges fresh data by
 * itself.  It makes the snapshot and the lists follow, and ends what is open
 * of those who have expired or whom a change could not end.
 */
#ifndef SYNCD_ENFORCE_H
#define SYNCD_ENFORCE_H

#include "syncd/program.h"

/* Deactivate those whose last day has passed, publish a snapshot that is
 * due, keep the daily copies of the database.  What fails goes to the log and
 * is tried again a minute later, or with the next run. */
void enforce(struct program *program);

#endif
