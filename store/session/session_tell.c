/*
 * Writes to terminals as root, so a terminal is examined after it was opened:
 * a device in the place of another one would be written to.
 */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/people/user.h"
#include "store/session/session_tell.h"

static bool
is_console(const char *name)
{
	static const char *const prefixes[] = { "tty", "hvc" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static bool
is_pseudo_terminal(const char *name)
{
	return name[0] >= '0' && name[0] <= '9';
}

/* If it is a terminal of UID.  With O_NONBLOCK, write(2) does not wait for a
 * terminal that is stopped. */
static void
write_to(int dir, const char *name, uid_t uid, const char *text)
{
	struct stat st;
	int fd;

	/* opening a device that is not theirs could have an effect */
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISCHR(st.st_mode) || st.st_uid != uid)
		return;
	fd = openat(dir, name,
	    O_WRONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_uid == uid &&
	    isatty(fd)) {
		ssize_t written = write(fd, text, strlen(text));

		(void)written;
	}
	(void)close(fd);
}

static void
write_in(const char *path, bool (*is_terminal)(const char *name), uid_t uid,
    const char *text)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (dir == NULL)
		return;
	for (entry = readdir(dir); entry != NULL; entry = readdir(dir))
		if (is_terminal(entry->d_name))
			write_to(dirfd(dir), entry->d_name, uid, text);
	(void)closedir(dir);
}

void
session_tell_roles(struct store *store, const struct told *told)
{
	struct user user;
	char text[400];

	if (told->count > 0)
		(void)str_format(text, sizeof(text), "\r\n\a%s\r\n",
		    _("fieldauth: your roles have changed.  What is already "
		      "running keeps the former ones until you sign in "
		      "again."));
	for (size_t i = 0; i < told->count; i++) {
		if (user_by_id(store, told->ids[i], &user) != FIELD_OK)
			continue;
		write_in("/dev/pts", is_pseudo_terminal, user.uid, text);
		write_in("/dev", is_console, user.uid, text);
	}
}
