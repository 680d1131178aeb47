/*
 * fieldctl/frame/command: what a table of verbs consists of.
 * Layer: fieldctl.  Users: every table of verbs, dispatch, help.
 */
#ifndef FIELDCTL_FRAME_COMMAND_H
#define FIELDCTL_FRAME_COMMAND_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/option.h"

/* What is made ready before a verb runs. */
enum command_needs {
	NEEDS_NOTHING, /* a look at the machine, or it opens things itself */
	NEEDS_CONFIG,
	NEEDS_READ,  /* the database, to look at */
	NEEDS_WRITE, /* the database, to change */
	NEEDS_MASK = 7,
	/*
	 * With one of those: what a sign-in reads of fieldauth.conf is enough.
	 * For verbs that look, and for those that let people out or in again:
	 * a typing error in the file must not stand in the way of a block.
	 */
	BAD_CONFIG_WILL_DO = 8,
	/* It takes access away: on a full disk it may use what is in reserve
	 * (store/db/reserve). */
	TAKES_RESERVE = 16,
	/* Alone: its work is requests (frame/ask.h), which open what they
	 * need. */
	NEEDS_REQUESTS = 32,
	/* With that: they are root's alone (CONTROL_ROOT). */
	NEEDS_ROOT = 64,
};

struct command {
	const char *name; /* NULL ends a table */
	const char *args; /* of the synopsis: "PERSON..." */
	/* N_(), one sentence without its stop; NULL hides the verb, which is
	 * called by other programs of ours */
	const char *help;
	const struct option_spec *options;
	int (*run)(struct ctl *ctl);
	int min_args, max_args; /* max_args -1: any number */
	enum command_needs needs;
	const struct command *children; /* verbs below; run may be NULL then */
};

#endif
