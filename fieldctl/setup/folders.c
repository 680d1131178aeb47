#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/setup/folders.h"

int
setup_failed_file(struct ctl *ctl, const char *file, int rc)
{
	char message[400];

	(void)str_format(message, sizeof(message),
	    _("%s could not be changed: %s."), file, field_strerror(rc));
	return ctl_problem(
	    ctl, reason_exit(reason_of_err(rc)), "system_file", message, "");
}

int
setup_folders(struct ctl *ctl)
{
	char misc[PATHS_MAX];
	const struct {
		const char *path;
		mode_t mode;
	} folders[] = {
		{ ctl->paths.conf_dir, 0755 },
		{ ctl->paths.state_dir, 0755 },
		{ ctl->paths.private_dir, 0700 },
		{ ctl->paths.run_dir, 0755 },
		{ misc, 0755 },
	};

	(void)str_copy(misc, sizeof(misc), ctl->paths.snapshot_file);
	*strrchr(misc, '/') = '\0';
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		int rc = file_make_folder(folders[i].path, folders[i].mode);

		if (rc != FIELD_OK)
			return setup_failed_file(ctl, folders[i].path, rc);
	}
	return EX_OK;
}
