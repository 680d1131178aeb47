/*
 * fieldctl/frame/command: the table of verbs, and the way from argv to one of them.
 * Layer: fieldctl.  Users: main, tests.
 */
#ifndef FIELDCTL_FRAME_COMMAND_H
#define FIELDCTL_FRAME_COMMAND_H

#include <stdio.h>

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
};

struct command {
	const char *name; /* NULL ends a table */
	const char *args; /* of the synopsis: "PERSON..." */
	const char *help; /* N_(), one sentence without its stop */
	const struct option_spec *options;
	int (*run)(struct ctl *ctl);
	int min_args, max_args; /* max_args -1: any number */
	enum command_needs needs;
	const struct command *children; /* verbs below; run may be NULL then */
};

/* All of fieldctl. */
extern const struct command command_root;

struct command_streams {
	FILE *in, *out, *err;
};

/*
 * Find the verb, parse its options, make ready what it needs, run it.
 * ROOT is another root folder for tests, or NULL.  Returns an exit code of
 * sysexits(3).  Callers that are not root are turned away here, except below
 * another root, where the files' own modes decide.
 */
int command_run(int argc, char **argv, const char *root,
    const struct command_streams *streams);

#endif
