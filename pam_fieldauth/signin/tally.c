#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "conf/paths.h"
#include "pam_fieldauth/signin/tally.h"

#define WAIT_MS 500

static bool
make_path(char *path, const char *run_dir, uint32_t uid)
{
	return str_format(path, PATHS_MAX, "%s/failures/%u", run_dir, uid);
}

/* A file that is empty or not a number counts as zero. */
static int
read_count(int fd, int64_t *ret_count)
{
	char text[24];
	ssize_t len = pread(fd, text, sizeof(text) - 1, 0);

	if (len < 0)
		return file_error();
	text[len] = '\0';
	if (str_parse_int(text, 0, INT32_MAX, ret_count) != FIELD_OK)
		*ret_count = 0;
	return FIELD_OK;
}

/* Leading zeros keep the length constant, so that one write replaces the
 * number. */
static int
write_count(int fd, int64_t count)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%010lld", (long long)count);

	if (pwrite(fd, text, (size_t)len, 0) == len)
		return FIELD_OK;
	return file_error();
}

int
tally_add(const char *run_dir, uint32_t uid)
{
	char path[PATHS_MAX], folder[PATHS_MAX];
	int64_t count;
	int fd, rc;

	if (!make_path(path, run_dir, uid) ||
	    !str_format(folder, sizeof(folder), "%s/failures", run_dir))
		return FIELD_EINVAL;
	rc = file_make_folder(folder, 0700);
	if (rc == FIELD_OK)
		rc = file_lock(path, WAIT_MS, &fd);
	if (rc < 0)
		return rc;
	rc = read_count(fd, &count);
	if (rc == FIELD_OK)
		rc = write_count(fd, count + 1);
	(void)close(fd);
	return rc;
}

int64_t
tally_take(const char *run_dir, uint32_t uid)
{
	char path[PATHS_MAX];
	int64_t count;
	int fd;

	if (!make_path(path, run_dir, uid))
		return 0;
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return 0;
	if (flock(fd, LOCK_EX) < 0 || !file_is_at(fd, path)) {
		(void)close(fd);
		return 0;
	}
	if (read_count(fd, &count) < 0 || (count > 0 && write_count(fd, 0) < 0))
		count = 0;
	(void)close(fd);
	return count;
}
