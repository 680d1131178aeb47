/*
 * fieldctl/frame/command: the format of the tables of verbs.
 * Layer: fieldctl.  Users: every table of verbs, dispatch, help.
 */
#ifndef FIELDCTL_FRAME_COMMAND_H
#define FIELDCTL_FRAME_COMMAND_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/option.h"

/* Preparations before a verb runs. */
enum command_needs {
	NEEDS_NOTHING = 0, /* reads the machine, or opens things itself */
	NEEDS_CONFIG = 1,
	/* It sends requests (frame/ask.h), which open what they need. */
	NEEDS_REQUESTS = 2,
	/* With that: they are for root only (CONTROL_ROOT). */
	NEEDS_ROOT = 4,
};

struct command {
	const char *name; /* NULL ends a table */
	const char *args; /* of the synopsis: "PERSON..." */
	/* N_(), one sentence without a full stop; NULL hides the verb, which is
	 * called by other programs of fieldauth */
	const char *help;
	const struct option_spec *options;
	int (*run)(struct ctl *ctl);
	int min_args, max_args; /* max_args -1: no limit */
	enum command_needs needs;
	const struct command *children; /* subcommands; run may then be NULL */
};

#endif
