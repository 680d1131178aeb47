/*
 * MUST: follow no link in the last part of a path, and rename nothing that any
 * user but root could exchange in between.  So the folders above are opened
 * once, checked by their descriptors, and used by them.  Tested by
 * test_home_move.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "conf/paths.h"
#include "store/home/home_move.h"

/* One of the two places: an open folder and a name in it. */
struct place {
	int fd;
	char name[PATHS_MAX];
};

static int
refuse_move(struct refusal *why, const char *path, const char *text)
{
	return refuse(why, REASON_HOME_NOT_MOVED, path, text);
}

static bool
is_roots_alone(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == 0 &&
	    (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static int
open_place(const char *path, struct place *place, struct refusal *why)
{
	char above[PATHS_MAX];
	const char *slash = strrchr(path, '/');

	if (path[0] != '/' || slash[1] == '\0' || strcmp(slash, "/.") == 0 ||
	    strcmp(slash, "/..") == 0 ||
	    !str_copy(place->name, sizeof(place->name), slash + 1))
		return refuse_move(why, path, _("it is not an absolute path"));
	(void)str_format(
	    above, sizeof(above), "%.*s", (int)(slash - path + 1), path);
	place->fd = open(above, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (place->fd < 0)
		return refuse_move(
		    why, path, _("the folder that it lies in does not exist"));
	if (!is_roots_alone(place->fd))
		return refuse_move(why, path,
		    _("others than root can change the folder that it lies "
		      "in"));
	return FIELD_OK;
}

/* A folder of the person that is not a mount point. */
static int
check_folder(const struct place *from, const char *path, uint32_t uid,
    struct refusal *why)
{
	struct statx st;
	int fd = openat(from->fd, from->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int rc = fd >= 0 ?
	    statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st) :
	    -1;

	if (fd >= 0)
		(void)close(fd);
	if (rc != 0)
		return refuse_move(why, path, _("it does not exist"));
	if (!S_ISDIR(st.stx_mode))
		return refuse_move(why, path, _("it is not a folder"));
	if (st.stx_uid != uid)
		return refuse_move(
		    why, path, _("it does not belong to the person"));
	if ((st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0)
		return refuse_move(why, path, _("it is a mount point"));
	return FIELD_OK;
}

static int
check_target(const struct place *from, const struct place *to, const char *path,
    struct refusal *why)
{
	struct stat st, other;

	if (fstatat(to->fd, to->name, &st, AT_SYMLINK_NOFOLLOW) == 0 ||
	    errno != ENOENT)
		return refuse_move(why, path, _("the new path already exists"));
	if (fstat(from->fd, &st) != 0 || fstat(to->fd, &other) != 0 ||
	    st.st_dev != other.st_dev)
		return refuse_move(
		    why, path, _("the new path is on another filesystem"));
	return FIELD_OK;
}

/* The kernel reports what happened since the checks. */
static int
rename_folder(const struct place *from, const struct place *to,
    const char *path, struct refusal *why)
{
	if (renameat2(
		from->fd, from->name, to->fd, to->name, RENAME_NOREPLACE) == 0)
		return FIELD_OK;
	return refuse_move(why, path, strerror(errno));
}

static void
close_place(struct place *place)
{
	if (place->fd >= 0)
		(void)close(place->fd);
}

int
home_move(const char *from, const char *to, uint32_t uid, bool only_look,
    struct refusal *why)
{
	struct place old = { .fd = -1 }, new = { .fd = -1 };
	int rc = open_place(from, &old, why);

	if (rc == FIELD_OK)
		rc = open_place(to, &new, why);
	if (rc == FIELD_OK)
		rc = check_folder(&old, from, uid, why);
	if (rc == FIELD_OK)
		rc = check_target(&old, &new, from, why);
	if (rc == FIELD_OK && !only_look)
		rc = rename_folder(&old, &new, from, why);
	close_place(&old);
	close_place(&new);
	return rc;
}
