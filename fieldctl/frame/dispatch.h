/*
 * fieldctl/frame/dispatch: from argv to a verb, and to its exit code.
 * Layer: fieldctl.  Users: main, tests.
 */
#ifndef FIELDCTL_FRAME_DISPATCH_H
#define FIELDCTL_FRAME_DISPATCH_H

#include <stdio.h>

#include "fieldctl/frame/command.h"

struct command_streams {
	FILE *in, *out, *err;
};

/*
 * Find the verb below TOP, parse its options, prepare what it needs, run it.
 * ROOT is another root folder for tests, or NULL.  Returns an exit code of
 * sysexits(3).  Callers other than root are refused here, except below another
 * root, where file modes decide.
 */
int command_run(const struct command *top, int argc, char **argv,
    const char *root, const struct command_streams *streams);

#endif
