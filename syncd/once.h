/*
 * syncd/once: `syncd --once', started by hand, by a timer, or as the agent's
 * child.
 * Layer: syncd.  Users: syncd/main.
 */
#ifndef SYNCD_ONCE_H
#define SYNCD_ONCE_H

#include <stdbool.h>

#include "syncd/program.h"

struct once_options {
	/* NULL: every source of the configuration, and mail */
	const char *source_name;
	bool plan_only, full, scheduled;
	const char *accept_hash;
};

/* Write a report for each source to standard output, as one line of JSON, or
 * with 'scheduled' one line to the log.  Returns the exit code of the first
 * source that failed, or 0. */
int once_run(struct program *program, const struct once_options *options);

#endif
