#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "fieldctl/command.h"

int
main(int argc, char **argv)
{
	const struct command_streams streams = { stdin, stdout, stderr };

	i18n_init(NULL);
	return command_run(argc, argv, getenv("FIELDAUTH_ROOT"), &streams);
}
