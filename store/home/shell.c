/* Looks at the file of a shell and at /etc/shells.  Never starts a shell. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/home/shell.h"

static bool
is_listed(const char *path)
{
	const char *shell;
	bool listed = false;

	setusershell();
	for (shell = getusershell(); shell != NULL && !listed;
	     shell = getusershell())
		listed = strcmp(shell, path) == 0;
	endusershell();
	return listed;
}

static bool
ends_at_once(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;

	return strcmp(name, "nologin") == 0 || strcmp(name, "false") == 0;
}

enum shell_state
shell_look(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return SHELL_MISSING;
	/* root's access(2) grants X_OK for any of the three bits; a person is
	 * neither the owner nor, as a rule, of the group */
	if (!S_ISREG(st.st_mode) || (st.st_mode & S_IXOTH) == 0)
		return SHELL_NOT_EXECUTABLE;
	if (ends_at_once(path))
		return SHELL_NO_LOGIN;
	return is_listed(path) ? SHELL_FINE : SHELL_UNLISTED;
}

const char *
shell_state_name(enum shell_state state)
{
	static const char *const names[] = {
		[SHELL_FINE] = "fine",
		[SHELL_UNLISTED] = "unlisted",
		[SHELL_NO_LOGIN] = "no-login",
		[SHELL_MISSING] = "missing",
		[SHELL_NOT_EXECUTABLE] = "not-executable",
	};

	return names[state];
}

enum reason
shell_reason(enum shell_state state)
{
	static const enum reason reasons[] = {
		[SHELL_FINE] = REASON_NONE,
		[SHELL_UNLISTED] = REASON_SHELL_UNLISTED,
		[SHELL_NO_LOGIN] = REASON_SHELL_NO_LOGIN,
		[SHELL_MISSING] = REASON_SHELL_MISSING,
		[SHELL_NOT_EXECUTABLE] = REASON_SHELL_NOT_EXECUTABLE,
	};

	return reasons[state];
}

bool
shell_keeps_out(enum shell_state state)
{
	return state == SHELL_NO_LOGIN || shell_is_refused(state);
}

bool
shell_is_refused(enum shell_state state)
{
	return state == SHELL_MISSING || state == SHELL_NOT_EXECUTABLE;
}
