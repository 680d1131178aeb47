/* Lanes: files that are locked, in a folder that only root can access. */
#include <fcntl.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/lane.h"
#include "base/str.h"
#include "base/turn.h"

int
lane_folder(const char *run_dir, char *folder)
{
	if (!str_format(folder, LANE_PATH_SIZE, "%s/slots", run_dir))
		return FIELD_EINVAL;
	return file_make_folder(folder, 0700);
}

int
lane_enter(const char *run_dir, const char *name, int timeout_ms, int *ret_fd)
{
	char folder[LANE_PATH_SIZE], path[LANE_PATH_SIZE];
	int fd, rc;

	*ret_fd = -1;
	if (lane_folder(run_dir, folder) != FIELD_OK)
		return FIELD_OK;
	if (!str_format(path, sizeof(path), "%s/%s", folder, name))
		return FIELD_EINVAL;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return FIELD_OK;
	rc = turn_take(fd, timeout_ms);
	if (rc == FIELD_OK) {
		*ret_fd = fd; /* transferred */
		return FIELD_OK;
	}
	(void)close(fd);
	return rc == FIELD_EBUSY ? FIELD_EBUSY : FIELD_OK;
}
