/*
 * Searches only files from which programs read user names: a list of every file
 * with the word in it would be too long to be read.
 */
#include <fcntl.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "conf/paths.h"
#include "store/home/named_after.h"

/* Larger files are not of these kinds. */
#define FILE_MAX 1000000

/* Named after the person. */
static const char *const named[] = { "/var/spool/cron/crontabs/%s",
	"/var/mail/%s", "/var/lib/systemd/linger/%s",
	"/var/lib/AccountsService/users/%s",
	"/var/lib/AccountsService/icons/%s" };

/* With names in them. */
static const char *const lists[] = { "/etc/sudoers", "/etc/sudoers.d/*",
	"/etc/subuid", "/etc/subgid", "/etc/group", "/etc/crontab",
	"/etc/cron.d/*", "/etc/cron.allow", "/etc/cron.deny", "/etc/at.allow",
	"/etc/at.deny", "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/*",
	"/etc/security/*.conf", "/etc/security/limits.d/*", "/etc/aliases",
	"/etc/polkit-1/rules.d/*", "/etc/doas.conf", "/etc/ftpusers",
	"/etc/samba/smb.conf" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
add_path(struct pool *pool, struct pointers *paths, const char *path)
{
	const char *kept = pool_text(pool, path);

	if (pool->failed)
		return FIELD_ENOMEM;
	return pointers_add(paths, (void *)(uintptr_t)kept);
}

static bool
is_of_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || strchr("_.-", c) != NULL;
}

static bool
has_word(const char *line, const char *word)
{
	const size_t len = strlen(word);

	for (const char *at = strstr(line, word); at != NULL;
	     at = strstr(at + 1, word))
		if ((at == line || !is_of_word(at[-1])) &&
		    (at[len] == '\0' || !is_of_word(at[len])))
			return true;
	return false;
}

/* In a line that is not a comment. */
static bool
stream_names(FILE *stream, const char *login)
{
	char *line = NULL;
	size_t size = 0;
	bool found = false;

	while (!found && getline(&line, &size, stream) >= 0)
		found = line[strspn(line, " \t")] != '#' &&
		    has_word(line, login);
	free(line);
	return found;
}

/* Not a device or a pipe, on which a read might block. */
static bool
file_names(const char *path, const char *login)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	FILE *stream = NULL;
	bool found = false;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size <= FILE_MAX)
		stream = fdopen(fd, "r");
	if (stream != NULL) {
		found = stream_names(stream, login);
		(void)fclose(stream);
	} else if (fd >= 0) {
		(void)close(fd);
	}
	return found;
}

static int
look_in(const char *pattern, const char *login, struct pool *pool,
    struct pointers *paths)
{
	glob_t files;
	int rc = FIELD_OK;

	if (glob(pattern, 0, NULL, &files) != 0)
		return FIELD_OK;
	for (size_t i = 0; rc == FIELD_OK && i < files.gl_pathc; i++)
		if (file_names(files.gl_pathv[i], login))
			rc = add_path(pool, paths, files.gl_pathv[i]);
	globfree(&files);
	return rc;
}

int
named_after(const char *login, struct pool *pool, struct pointers *ret_paths)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < COUNT(named); i++) {
		const char *mark = strstr(named[i], "%s");
		char path[PATHS_MAX];
		struct stat st;

		if (str_format(path, sizeof(path), "%.*s%s",
			(int)(mark - named[i]), named[i], login) &&
		    lstat(path, &st) == 0)
			rc = add_path(pool, ret_paths, path);
	}
	for (size_t i = 0; rc == FIELD_OK && i < COUNT(lists); i++)
		rc = look_in(lists[i], login, pool, ret_paths);
	return rc;
}
