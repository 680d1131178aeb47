/*
 * fieldauth-control: handles requests of users other than root.
 *
 * Executed by fieldauth-gate for one connection to control.sock, which is its
 * standard input.  Its only argument is the time of the connection, in
 * milliseconds of CLOCK_MONOTONIC; it reads no environment.
 */
#include <stdbool.h>
#include <stdint.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/about.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/str.h"
#include "conf/paths.h"
#include "control/serve/serve.h"
#include "wire/parse.h"

/* Not before the machine was started, and not in the future. */
static bool
read_arrival(int argc, char **argv, int64_t *ret_ms)
{
	return argc == 2 &&
	    str_parse_int(argv[1], 1, clock_monotonic_ms(), ret_ms) == FIELD_OK;
}

#define PURPOSE "fieldauth-control is run by fieldauth-gate, for fieldctl(8)"

int
main(int argc, char **argv)
{
	struct paths paths;
	int64_t arrived_ms;
	int status = EX_USAGE;

	if (about_asked(argc, argv, "fieldauth-control", PURPOSE))
		return EX_OK;
	harden();
	wire_wipe_memory();
	log_init(LOG_TARGET_AUTHPRIV, "fieldauth-control");
	if (secret_library_init() < 0 || paths_init(&paths, NULL) != FIELD_OK)
		return EX_OSERR;
	if (read_arrival(argc, argv, &arrived_ms))
		status = serve_connection(STDIN_FILENO, &paths, arrived_ms);
	if (status == EX_USAGE) {
		static const char text[] = PURPOSE "\n";

		if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
			return EX_IOERR;
	}
	return status;
}
