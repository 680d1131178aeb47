#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "build_paths.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/sync/sync.h"

const char *
sync_program(const struct ctl *ctl, char *buf)
{
	ssize_t len;
	char *slash;

	(void)str_copy(buf, PATHS_MAX, FIELDAUTH_SBINDIR "/syncd");
	if (ctl->root[0] == '\0')
		return buf;
	len = readlink("/proc/self/exe", buf, PATHS_MAX - sizeof("syncd"));
	if (len < 0) {
		(void)str_copy(buf, PATHS_MAX, FIELDAUTH_SBINDIR "/syncd");
		return buf;
	}
	buf[len] = '\0';
	slash = strrchr(buf, '/');
	(void)str_copy(slash + 1, sizeof("syncd"), "syncd");
	return buf;
}

int
sync_check_source(struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "source", ctl->args[0]);
	return ctl_do(ctl, "source.find", params);
}
