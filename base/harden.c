/*
 * Makes a helper independent of how its host was started.  The PAM module
 * resets what it can before it executes its helper; helpers that are started by
 * other programs rely on this file.
 */
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/inherit.h"
#include "base/harden.h"

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

bool
harden_without(uint64_t capabilities)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	memset(data, 0, sizeof(data));
	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	for (size_t i = 0; i < sizeof(data) / sizeof(data[0]); i++) {
		const uint32_t gone = (uint32_t)(capabilities >> (32 * i));

		data[i].effective &= ~gone;
		data[i].permitted &= ~gone;
		data[i].inheritable &= ~gone;
	}
	return syscall(SYS_capset, &header, data) == 0;
}
