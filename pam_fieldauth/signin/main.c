/*
 * fieldauth-signin: handles one request and exits.
 *
 * Executed by pam_fieldauth in a root host, with a socket as its standard
 * input, or by the service manager for a connection to verify.sock.  Takes no
 * arguments and reads no environment.
 */
#include <sysexits.h>
#include <unistd.h>

#include "base/about.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/secret.h"
#include "pam_fieldauth/signin/serve.h"

#define PURPOSE "fieldauth-signin is run by pam_fieldauth(8)"

int
main(int argc, char **argv)
{
	int status;

	if (about_asked(argc, argv, "fieldauth-signin", PURPOSE))
		return EX_OK;
	harden();
	log_init(LOG_TARGET_AUTHPRIV, "fieldauth-signin");
	if (secret_library_init() < 0)
		return EX_OSERR;
	status = serve(STDIN_FILENO);
	if (status == EX_USAGE) {
		static const char text[] = PURPOSE "\n";

		if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
			return EX_IOERR;
	}
	return status;
}
