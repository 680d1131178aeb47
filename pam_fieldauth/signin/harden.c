#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/str.h"
#include "pam_fieldauth/signin/harden.h"

#define CGROUP_ROOT "/sys/fs/cgroup"

/* linux/ioprio.h: IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4), what a process has
 * that never asked. */
#define IOPRIO_WHO_PROCESS 1
#define IOPRIO_DEFAULT     (2 << 13 | 4)

/* Whether somebody other than root owns a group that ours lies in: the owner
 * may freeze it (cgroup.freeze) or starve it, and with it whoever waits for a
 * lock that this process holds. */
static bool
group_is_a_persons(char *path)
{
	char *end;

	for (;;) {
		struct stat st;

		if (stat(path, &st) == 0 && st.st_uid != 0)
			return true;
		end = strrchr(path, '/');
		if (end == NULL || (size_t)(end - path) < sizeof(CGROUP_ROOT))
			return false;
		*end = '\0';
	}
}

/* cgroups(7), /proc/[pid]/cgroup: the unified hierarchy's line is "0::". */
static bool
own_group(char *path, size_t size)
{
	char line[4096];
	FILE *file = fopen("/proc/self/cgroup", "re");
	bool found = false;

	if (file == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		found = strncmp(line, "0::", 3) == 0 &&
		    str_format(path, size, "%s%s", CGROUP_ROOT, line + 3);
	}
	(void)fclose(file);
	return found;
}

/* To the root group, the only one that may hold processes beside groups. */
static void
leave_group(void)
{
	char path[4096 + 32];
	int fd;

	if (!own_group(path, sizeof(path)) || !group_is_a_persons(path))
		return;
	fd = open(CGROUP_ROOT "/cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (write(fd, "0", 1) < 0)
		(void)0; /* see the header */
	(void)close(fd);
}

/* A person can make itself, and what it starts, less than normal; more than
 * normal is root's choice, and stays. */
static void
leave_back_rows(void)
{
	const struct sched_param normal = { 0 };
	int policy = sched_getscheduler(0);

	if (policy == SCHED_IDLE || policy == SCHED_BATCH)
		(void)sched_setscheduler(0, SCHED_OTHER, &normal);
	if (getpriority(PRIO_PROCESS, 0) > 0)
		(void)setpriority(PRIO_PROCESS, 0, 0);
	(void)syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_DEFAULT);
}

void
harden(void)
{
	const struct rlimit no_core = { 0, 0 };

	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)clearenv();
	(void)umask(077);
	if (chdir("/") < 0)
		_exit(127);
	(void)signal(SIGPIPE, SIG_IGN);
	leave_back_rows();
	leave_group();
}
