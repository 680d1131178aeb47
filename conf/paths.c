#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "build_paths.h"
#include "conf/paths.h"

int
paths_init(struct paths *ret_paths, const char *root)
{
	static const struct {
		size_t offset;
		const char *path;
	} table[] = {
		{ offsetof(struct paths, conf_dir), FIELDAUTH_SYSCONFDIR },
		{ offsetof(struct paths, conf_file),
		    FIELDAUTH_SYSCONFDIR "/fieldauth.conf" },
		{ offsetof(struct paths, key_file),
		    FIELDAUTH_SYSCONFDIR "/secret.key" },
		{ offsetof(struct paths, state_dir), FIELDAUTH_STATEDIR },
		{ offsetof(struct paths, private_dir),
		    FIELDAUTH_STATEDIR "/private" },
		{ offsetof(struct paths, db_file),
		    FIELDAUTH_STATEDIR "/private/field.db" },
		{ offsetof(struct paths, kept_conf_file),
		    FIELDAUTH_STATEDIR "/private/terminal.conf" },
		{ offsetof(struct paths, snapshot_file), FIELDAUTH_SNAPSHOT },
		{ offsetof(struct paths, run_dir), FIELDAUTH_RUNDIR },
	};
	struct paths paths;

	if (root == NULL)
		root = "";
	if (root[0] != '\0' && root[0] != '/')
		return FIELD_EINVAL;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!str_format((char *)&paths + table[i].offset, PATHS_MAX,
			"%s%s", root, table[i].path))
			return FIELD_EINVAL;
	*ret_paths = paths;
	return FIELD_OK;
}
