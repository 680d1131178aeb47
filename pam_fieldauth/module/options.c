#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>

#include "pam_fieldauth/module/options.h"
#include "pam_fieldauth/protocol.h"

#define REQUIRE "require="

/* A permission that is too long names none that anybody has: it is kept, cut,
 * so that the person is refused and not let in without it. */
struct options
options_read(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options = {
		.required = "",
		.silent = (flags & PAM_SILENT) != 0,
	};

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "use_first_pass") == 0)
			options.use_first_pass = true;
		else if (strcmp(argv[i], "try_first_pass") == 0)
			options.try_first_pass = true;
		else if (strcmp(argv[i], "use_authtok") == 0)
			options.use_authtok = true;
		else if (strcmp(argv[i], "debug") == 0)
			options.debug = true;
		else if (strncmp(argv[i], REQUIRE, sizeof(REQUIRE) - 1) == 0)
			options.required = argv[i] + sizeof(REQUIRE) - 1;
		else
			pam_syslog(
			    pamh, LOG_ERR, "unknown option: %s", argv[i]);
	}
	return options;
}
