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

#define FOLDER_COUNT 5

struct folder {
	const char *path;
	mode_t mode;
};

/* MISC of PATHS_MAX keeps one of them. */
static void
list_folders(
    const struct ctl *ctl, char *misc, struct folder ret_folders[FOLDER_COUNT])
{
	const struct folder folders[FOLDER_COUNT] = {
		{ ctl->paths.conf_dir, 0755 },
		{ ctl->paths.state_dir, 0755 },
		{ ctl->paths.private_dir, 0700 },
		{ ctl->paths.run_dir, 0755 },
		{ misc, 0755 },
	};

	(void)str_copy(misc, PATHS_MAX, ctl->paths.snapshot_file);
	*strrchr(misc, '/') = '\0';
	memcpy(ret_folders, folders, sizeof(folders));
}

int
setup_folders(struct ctl *ctl)
{
	struct folder folders[FOLDER_COUNT];
	char misc[PATHS_MAX];

	list_folders(ctl, misc, folders);
	for (size_t i = 0; i < FOLDER_COUNT; i++) {
		int rc = file_make_folder(folders[i].path, folders[i].mode);

		if (rc != FIELD_OK)
			return setup_failed_file(ctl, folders[i].path, rc);
	}
	return EX_OK;
}

void
setup_folders_preview(struct preview *preview)
{
	struct folder folders[FOLDER_COUNT];
	char misc[PATHS_MAX];

	list_folders(preview->ctl, misc, folders);
	for (size_t i = 0; i < FOLDER_COUNT; i++)
		if (file_exists(folders[i].path) == FIELD_ENOTFOUND)
			preview_step(
			    preview, _("make the folder %s"), folders[i].path);
}
