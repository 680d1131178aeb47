/* Reads the id from the control group: no bus is needed, and a process cannot
 * choose the group of its session itself. */
#include <string.h>

#include "base/str.h"
#include "store/session/logind.h"
#include "store/session/process.h"

void
logind_id(pid_t pid, uid_t uid, char buf[LOGIND_ID_SIZE])
{
	char cgroup[PROCESS_CGROUP_SIZE], slice[64];
	const char *id;
	size_t len;

	buf[0] = '\0';
	process_cgroup(pid, cgroup);
	if (!str_format(
		slice, sizeof(slice), "/user-%u.slice/session-", (unsigned)uid))
		return;
	id = strstr(cgroup, slice);
	if (id == NULL)
		return;
	id += strlen(slice);
	len = strcspn(id, "/");
	if (len <= strlen(".scope") || len >= LOGIND_ID_SIZE ||
	    strncmp(id + len - strlen(".scope"), ".scope", 6) != 0)
		return;
	len -= strlen(".scope");
	memcpy(buf, id, len);
	buf[len] = '\0';
}
