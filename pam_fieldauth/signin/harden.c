/*
 * The helper must run the same whatever the host was started with.  The
 * module has reset what it could before it executed the helper; a helper that
 * something else has started does it here.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/inherit.h"
#include "pam_fieldauth/signin/harden.h"

void
harden(void)
{
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	inherit_keep_streams();
	inherit_reset();
	inherit_reset_signals();
	inherit_leave_group();
	(void)clearenv();
	(void)umask(077);
	if (chdir("/") < 0)
		_exit(127);
	(void)signal(SIGPIPE, SIG_IGN);
}
