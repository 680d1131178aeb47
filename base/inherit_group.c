/* base/inherit: leaving control groups that users own. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/inherit.h"
#include "base/str.h"

#define CGROUP_ROOT "/sys/fs/cgroup"

/* Whether any ancestor of our group is owned by a user other than root.  Such a
 * user could freeze it (cgroup.freeze) or starve it, and block every process
 * that waits for a lock held by this one. */
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

/* Move to the root group, the only one that may contain both processes and
 * groups. */
void
inherit_leave_group(void)
{
	char path[4096 + 32];
	int fd;

	if (!own_group(path, sizeof(path)) || !group_is_a_persons(path))
		return;
	fd = open(CGROUP_ROOT "/cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (write(fd, "0", 1) < 0)
		(void)0; /* refusal is acceptable: see base/inherit.h */
	(void)close(fd);
}
