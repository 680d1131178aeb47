#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "build_paths.h"
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
sync_find(struct ctl *ctl, const char *name, struct source *ret_source)
{
	int rc = source_by_name(ctl->store, name, ret_source);

	if (rc == FIELD_ENOTFOUND && config_source(&ctl->config, name) != NULL)
		return ctl_problem(ctl, EX_DATAERR, "not_connected",
		    _("This source has not been connected yet."),
		    _("Run: fieldctl sync connect."));
	if (rc == FIELD_ENOTFOUND)
		return ctl_reason(ctl, REASON_NO_SUCH_SOURCE, name, NULL);
	return rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, NULL);
}
