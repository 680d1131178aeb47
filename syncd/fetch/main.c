/*
 * fieldauth-fetch: syncd's worker, which communicates with accounting
 * platforms.  How it is started: syncd/work/frame/start.h.
 */
#include <unistd.h>

#include "syncd/fetch/run.h"
#include "syncd/work/frame/start.h"

int
main(int argc, char **argv)
{
	static const struct start start = { "fieldauth-fetch",
		"fieldauth-fetch is run by syncd(8), to ask the accounting "
		"system" };
	int code = start_worker(&start, argc, argv);

	if (code >= 0)
		return code;
	return start_exit(run_request(STDIN_FILENO, STDOUT_FILENO, true));
}
