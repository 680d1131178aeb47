/* Runs pam-auth-update(8) as a trial.  The parent must never be in the
 * namespace of the child, and the child must exit by _exit() without writing to
 * its streams. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "fieldctl/frame/program.h"
#include "fieldctl/setup/pam_trial.h"

#define COPY_MAX_LEN (64 * 1024 * 1024)
#define TEXT_MAX_LEN (1024 * 1024)
/* maximum number of folders above the root of a chroot */
#define CLIMB_MAX 64

int
pam_auth_update(const struct ctl *ctl, const char *what)
{
	const char *const argv[] = { SETUP_PAM_AUTH_UPDATE, "--package", what,
		"fieldauth", "fieldauth-password", NULL };
	int exit_code = 0;
	int rc = run_program(ctl, argv, NULL, &exit_code);

	return rc == FIELD_OK && exit_code == 0 ? FIELD_OK : FIELD_EIO;
}

/* --- in the child --------------------------------------------------------- */

/* Go up to the root of the namespace, from a working directory outside "/". */
static int
climb(void)
{
	struct stat here, above;

	for (int i = 0; i < CLIMB_MAX; i++) {
		if (stat(".", &here) != 0 || chdir("..") != 0 ||
		    stat(".", &above) != 0)
			return FIELD_EIO;
		if (here.st_dev == above.st_dev && here.st_ino == above.st_ino)
			return chroot(".") == 0 ? FIELD_OK : FIELD_EIO;
	}
	return FIELD_EIO;
}

/*
 * No mount of this namespace may appear in another one.  After chroot(2), "/"
 * may not be a mount, and only mounts can be made private (mount(2), EINVAL):
 * the child then leaves the chroot to reach the mount that contains it, and
 * returns.
 */
static int
make_private(void)
{
	const int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int rc = FIELD_EIO;

	if (root < 0)
		return FIELD_EIO;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		rc = FIELD_OK;
	else if (errno == EINVAL && chroot("/etc") == 0 && fchdir(root) == 0 &&
	    climb() == FIELD_OK &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    fchdir(root) == 0 && chroot(".") == 0)
		rc = FIELD_OK;
	(void)close(root);
	return rc;
}

/* The files that it writes: its list of profiles, and debconf's answers. */
static const char *const written[] = {
	"/etc/pam.d",
	"/var/lib/pam",
	"/var/cache/debconf",
};

static int
copy_link(int from, const char *name)
{
	char target[4096];
	ssize_t len = readlinkat(from, name, target, sizeof(target) - 1);

	if (len < 0)
		return FIELD_EIO;
	target[len] = '\0';
	return symlink(target, name) == 0 ? FIELD_OK : FIELD_EIO;
}

static int
copy_bytes(int from, int to)
{
	char block[65536];

	for (size_t total = 0; total < COPY_MAX_LEN; total += sizeof(block)) {
		size_t len = 0;
		int rc = file_read_full(from, block, sizeof(block), &len);

		if (rc == FIELD_OK)
			rc = file_write_full(to, block, len);
		if (rc != FIELD_OK || len < sizeof(block))
			return rc;
	}
	return FIELD_EIO;
}

/* Copy NAME from the folder FROM to the working directory. */
static int
copy_file(int from, const char *name, mode_t mode)
{
	int source = openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int copy = open(
	    name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 07777);
	int rc = source >= 0 && copy >= 0 ? copy_bytes(source, copy) :
					    FIELD_EIO;

	if (source >= 0)
		(void)close(source);
	if (copy >= 0)
		(void)close(copy);
	return rc;
}

static int
copy_entry(int from, const char *name)
{
	struct stat st;

	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return FIELD_EIO;
	if (S_ISLNK(st.st_mode))
		return copy_link(from, name);
	return S_ISREG(st.st_mode) ? copy_file(from, name, st.st_mode) :
				     FIELD_OK;
}

/* Mount an empty file system over PATH, and copy the previous contents into
 * it. */
static int
cover(const char *path)
{
	const int from = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct dirent *entry;
	DIR *dir;
	int rc = FIELD_OK;

	if (from < 0)
		return file_error() == FIELD_ENOTFOUND ? FIELD_OK : FIELD_EIO;
	dir = fdopendir(from);
	if (dir == NULL ||
	    mount("fieldauth", path, "tmpfs", MS_NOSUID | MS_NODEV,
		"mode=0755") != 0 ||
	    chdir(path) != 0)
		/* the child exits, and its descriptors are closed */
		return FIELD_EIO;
	for (entry = readdir(dir); rc == FIELD_OK && entry != NULL;
	     entry = readdir(dir))
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			rc = copy_entry(from, entry->d_name);
	(void)closedir(dir);
	return rc;
}

/* Each text is prefixed by '+'; nothing is written for a missing file. */
static int
hand_over(const int fds[PAM_FILE_COUNT])
{
	struct pam_texts texts;
	int rc = FIELD_OK;

	pam_texts_read(&texts);
	for (size_t i = 0; rc == FIELD_OK && i < PAM_FILE_COUNT; i++) {
		if (texts.text[i] == NULL)
			continue;
		rc = file_write_full(fds[i], "+", 1);
		if (rc == FIELD_OK)
			rc = file_write_full(
			    fds[i], texts.text[i], strlen(texts.text[i]));
	}
	pam_texts_release(&texts);
	return rc;
}

static int
try_inside(
    const struct ctl *ctl, const char *what, const int fds[PAM_FILE_COUNT])
{
	int rc = FIELD_OK;

	if (unshare(CLONE_NEWNS) != 0 || make_private() != FIELD_OK)
		return FIELD_EIO;
	for (size_t i = 0;
	     rc == FIELD_OK && i < sizeof(written) / sizeof(written[0]); i++)
		rc = cover(written[i]);
	if (rc == FIELD_OK && chdir("/") != 0)
		rc = FIELD_EIO;
	if (rc == FIELD_OK)
		rc = pam_auth_update(ctl, what);
	return rc == FIELD_OK ? hand_over(fds) : rc;
}

/* --- in the parent --------------------------------------------------------- */

/* NULL if the child has written nothing. */
static char *
take_text(int fd)
{
	struct stat st;
	char *text;
	size_t len = 0;

	if (fstat(fd, &st) != 0 || st.st_size < 1 ||
	    st.st_size > TEXT_MAX_LEN || lseek(fd, 1, SEEK_SET) != 1)
		return NULL;
	text = calloc(1, (size_t)st.st_size);
	if (text != NULL &&
	    file_read_full(fd, text, (size_t)st.st_size - 1, &len) !=
		FIELD_OK) {
		free(text);
		text = NULL;
	}
	return text;
}

static int
run_child(
    const struct ctl *ctl, const char *what, const int fds[PAM_FILE_COUNT])
{
	int exit_code = 1;
	pid_t pid;

	if (fflush(ctl->out) != 0 || fflush(ctl->err) != 0)
		return FIELD_EIO;
	pid = fork();
	if (pid == 0)
		_exit(try_inside(ctl, what, fds) == FIELD_OK ? 0 : 1);
	return pid > 0 && run_wait(pid, &exit_code) == FIELD_OK &&
		exit_code == 0 ?
	    FIELD_OK :
	    FIELD_EIO;
}

int
pam_trial(const struct ctl *ctl, const char *what, struct pam_texts *ret_texts)
{
	int fds[PAM_FILE_COUNT], rc = FIELD_OK;

	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		fds[i] = memfd_create("pam", MFD_CLOEXEC);
		if (fds[i] < 0)
			rc = FIELD_EIO;
	}
	if (rc == FIELD_OK)
		rc = run_child(ctl, what, fds);
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		if (rc == FIELD_OK)
			ret_texts->text[i] = take_text(fds[i]);
		if (fds[i] >= 0)
			(void)close(fds[i]);
	}
	return rc;
}
