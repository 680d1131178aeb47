#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "fieldctl/command.h"

int
main(int argc, char **argv)
{
	static const struct rlimit no_core = { 0, 0 };
	const struct command_streams streams = { stdin, stdout, stderr };

	/* Folders get the modes that are written down, whatever the shell's
	 * umask; what holds secrets asks for less by itself. */
	(void)umask(022);
	/* Secrets pass through here (Q6). */
	(void)setrlimit(RLIMIT_CORE, &no_core);
	i18n_init(NULL);
	return command_run(argc, argv, getenv("FIELDAUTH_ROOT"), &streams);
}
