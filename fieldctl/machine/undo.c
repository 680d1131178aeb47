#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "fieldctl/machine/undo.h"

#define FILE_MAX_LEN (1024 * 1024)

/* STATE/undo/NAME.before, where NAME is FILE's last component: nsswitch.conf
 * and common-* have distinct names. */
static int
copy_path(const struct ctl *ctl, const char *file, bool after, char *path)
{
	const char *slash = strrchr(file, '/');

	if (!str_format(path, PATHS_MAX, "%s/undo/%s.%s", ctl->paths.state_dir,
		slash != NULL ? slash + 1 : file, after ? "after" : "before"))
		return FIELD_EINVAL;
	return FIELD_OK;
}

int
undo_write(const char *file, const char *text, size_t len)
{
	struct stat st;
	mode_t mode = 0644;

	if (stat(file, &st) == 0)
		mode = st.st_mode & 07777;
	return file_replace(file, text, len, mode);
}

int
undo_keep(const struct ctl *ctl, const char *file, bool after)
{
	char path[PATHS_MAX], folder[PATHS_MAX];
	char *bytes = NULL;
	size_t len = 0;
	int rc = copy_path(ctl, file, after, path);

	if (rc == FIELD_OK &&
	    !str_format(
		folder, sizeof(folder), "%s/undo", ctl->paths.state_dir))
		rc = FIELD_EINVAL;
	if (rc == FIELD_OK)
		rc = file_make_folder(folder, 0700);
	if (rc == FIELD_OK)
		rc = file_read(file, FILE_MAX_LEN, &bytes, &len);
	if (rc == FIELD_OK)
		rc = file_replace(path, bytes, len, 0600);
	free(bytes);
	return rc;
}

bool
undo_is_untouched(const struct ctl *ctl, const char *file)
{
	char path[PATHS_MAX], before[PATHS_MAX];
	char *now = NULL, *after = NULL;
	size_t now_len = 0, after_len = 0;
	bool same = false;

	if (copy_path(ctl, file, true, path) == FIELD_OK &&
	    copy_path(ctl, file, false, before) == FIELD_OK &&
	    access(before, R_OK) == 0 &&
	    file_read(file, FILE_MAX_LEN, &now, &now_len) == FIELD_OK &&
	    file_read(path, FILE_MAX_LEN, &after, &after_len) == FIELD_OK)
		same = now_len == after_len && memcmp(now, after, now_len) == 0;
	free(now);
	free(after);
	return same;
}

int
undo_read(
    const struct ctl *ctl, const char *file, char **ret_bytes, size_t *ret_len)
{
	char path[PATHS_MAX];
	int rc = copy_path(ctl, file, false, path);

	return rc == FIELD_OK ?
	    file_read(path, FILE_MAX_LEN, ret_bytes, ret_len) :
	    rc;
}

int
undo_restore(const struct ctl *ctl, const char *file)
{
	char *bytes = NULL;
	size_t len = 0;
	int rc = undo_read(ctl, file, &bytes, &len);

	if (rc == FIELD_OK)
		rc = undo_write(file, bytes, len);
	free(bytes);
	return rc;
}

void
undo_forget(const struct ctl *ctl, const char *file)
{
	char path[PATHS_MAX];

	for (int after = 0; after <= 1; after++)
		if (copy_path(ctl, file, after != 0, path) == FIELD_OK)
			(void)unlink(path);
}
