#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/inherit.h"
#include "fieldctl/commands.h"
#include "fieldctl/frame/dispatch.h"

int
main(int argc, char **argv)
{
	const struct command_streams streams = { stdin, stdout, stderr };

	/* First of all: sudo passes on the limits of its user.  No core dumps,
	 * because secrets are in memory (Q6). */
	inherit_keep_streams();
	inherit_reset();
	inherit_reset_signals();
	inherit_leave_group();
	/* Folders get the modes that are specified, whatever the shell's umask;
	 * files with secrets request stricter ones. */
	(void)umask(022);
	i18n_init(NULL);
	return command_run(
	    &command_root, argc, argv, getenv("FIELDAUTH_ROOT"), &streams);
}
