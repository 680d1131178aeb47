/* Writes bytes that cannot be compressed.  A hole, or blocks promised by
 * fallocate(), would not survive a copy, and reserve nothing on some file
 * systems. */
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "store/db/reserve.h"

#define STAT_BLOCK_LEN 512 /* of st_blocks, stat(3type) */

static bool
reserve_path(const struct paths *paths, char *buf)
{
	return str_format(buf, PATHS_MAX, "%s/reserve", paths->private_dir);
}

bool
reserve_is_there(const struct paths *paths)
{
	char path[PATHS_MAX];
	struct stat st;

	return reserve_path(paths, path) && lstat(path, &st) == 0 &&
	    S_ISREG(st.st_mode) &&
	    (unsigned long long)st.st_blocks * STAT_BLOCK_LEN >= RESERVE_LEN;
}

void
reserve_make(const struct paths *paths)
{
	char path[PATHS_MAX];
	unsigned char *bytes;

	if (!reserve_path(paths, path) || reserve_is_there(paths) ||
	    access(paths->private_dir, W_OK) != 0 ||
	    file_is_full(paths->private_dir, RESERVE_ROOM))
		return;
	bytes = malloc(RESERVE_LEN);
	if (bytes == NULL)
		return;
	randombytes_buf(bytes, RESERVE_LEN);
	(void)file_replace(path, bytes, RESERVE_LEN, 0600);
	free(bytes);
}

bool
reserve_release(const struct paths *paths)
{
	char path[PATHS_MAX];

	return reserve_path(paths, path) && unlink(path) == 0;
}
