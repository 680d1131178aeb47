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

	/* First: sudo lets a person's limits pass.  No core file either, for
	 * secrets pass through here (Q6). */
	inherit_keep_streams();
	inherit_reset();
	inherit_reset_signals();
	inherit_leave_group();
	/* Folders get the modes that are written down, whatever the shell's
	 * umask; what holds secrets asks for less by itself. */
	(void)umask(022);
	i18n_init(NULL);
	return command_run(
	    &command_root, argc, argv, getenv("FIELDAUTH_ROOT"), &streams);
}
