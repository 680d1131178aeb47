/*
 * fieldauth-control: answers requests of people who are not root.
 *
 * Executed by fieldauth-gate for one connection to control.sock, which is its
 * standard input.  Takes no arguments and reads no environment.
 */
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/secret.h"
#include "conf/paths.h"
#include "control/serve/serve.h"
#include "wire/parse.h"

int
main(void)
{
	struct paths paths;
	int status;

	harden();
	wire_wipe_memory();
	log_init(LOG_TARGET_AUTHPRIV, "fieldauth-control");
	if (secret_library_init() < 0 || paths_init(&paths, NULL) != FIELD_OK)
		return EX_OSERR;
	status = serve_connection(STDIN_FILENO, &paths);
	if (status == EX_USAGE) {
		static const char text[] =
		    "fieldauth-control is run by fieldauth-gate, for fieldctl(8)\n";

		if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
			return EX_IOERR;
	}
	return status;
}
