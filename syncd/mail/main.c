/*
 * fieldauth-mail: syncd's worker, which gives mail and texts to servers.  How
 * it is started: syncd/work/frame/start.h.
 */
#include <unistd.h>

#include "syncd/mail/run.h"
#include "syncd/work/frame/start.h"

int
main(int argc, char **argv)
{
	static const struct start start = { "fieldauth-mail",
		"fieldauth-mail is run by syncd(8), to send mail" };
	int code = start_worker(&start, argc, argv);

	if (code >= 0)
		return code;
	return start_exit(run_orders(STDIN_FILENO, STDOUT_FILENO, true));
}
