/*
 * MUST: change nothing outside of the folder, nothing of another owner, and
 * nothing through a name that another user can exchange in between: every
 * operation uses the descriptor that was checked.  Tested by test_home.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "store/home/home.h"

#define DEPTH_MAX 200

/* With a slash at its end, a name that is a link would always be followed. */
static void
drop_last_slashes(char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
}

char *
home_path(const struct config *config, const struct user *user, char *buf,
    size_t size)
{
	const char *template = config->home_template;
	const char *mark = strstr(template, "%s");

	if (user->home[0] != '\0' || mark == NULL)
		(void)str_copy(
		    buf, size, user->home[0] != '\0' ? user->home : template);
	else
		(void)str_format(buf, size, "%.*s%s%s", (int)(mark - template),
		    template, user->login, mark + 2);
	drop_last_slashes(buf);
	return buf;
}

/* With write access to the folder, even a sticky one, a user controls what a
 * shell runs at its start.  A person's own group has the person's number. */
static enum home_state
openness(const struct stat *st, uint32_t uid)
{
	if ((st->st_mode & S_IWOTH) != 0)
		return HOME_OPEN;
	if ((st->st_mode & S_IWGRP) != 0 && st->st_gid != uid &&
	    st->st_gid != 0)
		return HOME_GROUP_OPEN;
	return HOME_FINE;
}

/* With write access to a folder that is not sticky, a user can replace the
 * entries in it. */
static bool
everybody_can_exchange_within(const char *folder)
{
	struct stat st;

	return stat(folder, &st) == 0 &&
	    (st.st_mode & (S_IWOTH | S_ISVTX)) == S_IWOTH;
}

/* Check the folder that the name is in and, for a link, also the one that its
 * target is in. */
static bool
lies_open(const char *path)
{
	char above[PATHS_MAX];
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		(void)str_copy(above, sizeof(above), ".");
	else
		(void)str_format(above, sizeof(above), "%.*s",
		    (int)(slash - path + 1), path);
	if (everybody_can_exchange_within(above))
		return true;
	(void)str_format(above, sizeof(above), "%s/..", path);
	return everybody_can_exchange_within(above);
}

int
home_look(const char *path, uint32_t uid, enum home_state *ret_state,
    uint32_t *ret_owner)
{
	struct stat st;
	int rc = lstat(path, &st);

	if (rc == 0 && S_ISLNK(st.st_mode) && st.st_uid == 0)
		rc = stat(path, &st);
	if (rc < 0 && errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
		return FIELD_EIO;
	*ret_owner = 0;
	if (rc < 0 && errno == ELOOP) {
		*ret_state = HOME_NO_FOLDER;
	} else if (rc < 0) {
		*ret_state = HOME_MISSING;
	} else if (!S_ISDIR(st.st_mode)) {
		*ret_state = HOME_NO_FOLDER;
		*ret_owner = st.st_uid;
	} else if (st.st_uid != uid && st.st_uid != 0) {
		*ret_state = HOME_FOREIGN;
		*ret_owner = st.st_uid;
	} else {
		*ret_state = openness(&st, uid);
	}
	if (!home_is_refused(*ret_state) && lies_open(path))
		*ret_state = HOME_LIES_OPEN;
	return FIELD_OK;
}

bool
home_is_refused(enum home_state state)
{
	return state == HOME_FOREIGN || state == HOME_NO_FOLDER ||
	    state == HOME_OPEN || state == HOME_LIES_OPEN;
}

/* --- changing the owner to the person ------------------------------------- */

struct taking {
	uint32_t from, to;
	struct statx top; /* only its mount is entered */
	struct home_taken taken;
};

static int
look_at(int fd, struct statx *ret_st)
{
	return statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID,
		   ret_st) == 0 ?
	    FIELD_OK :
	    FIELD_EIO;
}

/* Compare mount numbers: the files of an overlay have other device numbers than
 * its folders. */
static bool
is_same_mount(const struct statx *a, const struct statx *b)
{
	if ((a->stx_mask & b->stx_mask & STATX_MNT_ID) != 0)
		return a->stx_mnt_id == b->stx_mnt_id;
	return a->stx_dev_major == b->stx_dev_major &&
	    a->stx_dev_minor == b->stx_dev_minor;
}

static int take_entry(
    struct taking *taking, int folder_fd, const char *name, int depth);

static int
take_content(struct taking *taking, int path_fd, int depth)
{
	int fd = openat(
	    path_fd, ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int rc = FIELD_OK;

	if (dir == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return FIELD_EIO;
	}
	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL || rc < 0)
			break;
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			rc = take_entry(taking, fd, entry->d_name, depth);
	}
	if (rc == FIELD_OK && errno != 0)
		rc = FIELD_EIO;
	(void)closedir(dir);
	return rc;
}

/* Take one entry, by the descriptor with which it was checked. */
static int
take_fd(struct taking *taking, int fd, const struct statx *st, int depth)
{
	bool is_folder = S_ISDIR(st->stx_mode);
	int rc = FIELD_OK;

	if (st->stx_uid != taking->from || !is_same_mount(st, &taking->top) ||
	    (!is_folder && st->stx_nlink > 1)) {
		taking->taken.left++;
		return FIELD_OK;
	}
	if (is_folder && depth == DEPTH_MAX)
		return FIELD_EINVAL;
	if (is_folder)
		rc = take_content(taking, fd, depth + 1);
	if (rc < 0)
		return rc;
	if (fchownat(fd, "", taking->to, taking->to, AT_EMPTY_PATH) < 0)
		return FIELD_EIO;
	taking->taken.taken++;
	return FIELD_OK;
}

static int
take_entry(struct taking *taking, int folder_fd, const char *name, int depth)
{
	int fd = openat(folder_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct statx st;
	int rc;

	if (fd < 0)
		return errno == ENOENT ? FIELD_OK : FIELD_EIO;
	rc = look_at(fd, &st);
	if (rc == FIELD_OK)
		rc = take_fd(taking, fd, &st, depth);
	(void)close(fd);
	return rc;
}

int
home_take(
    const char *path, uint32_t from, uint32_t uid, struct home_taken *ret_taken)
{
	struct taking taking = { .from = from, .to = uid };
	int fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return errno == ENOTDIR || errno == ELOOP ? FIELD_EINVAL :
							    FIELD_EIO;
	rc = look_at(fd, &taking.top);
	if (rc == FIELD_OK && (from == 0 || taking.top.stx_uid != from))
		rc = FIELD_EINVAL;
	if (rc == FIELD_OK)
		rc = take_fd(&taking, fd, &taking.top, 0);
	(void)close(fd);
	if (rc == FIELD_OK)
		*ret_taken = taking.taken;
	return rc;
}
