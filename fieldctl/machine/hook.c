#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "build_paths.h"
#include "conf/paths.h"
#include "fieldctl/machine/hook.h"

#define UNIT(name)                                                            \
	{                                                                     \
		FIELDAUTH_UNITDIR "/" name, FIELDAUTH_SYSTEM_UNITDIR "/" name \
	}
#define PROFILE(name)                                    \
	{                                                \
		FIELDAUTH_PAMCONFDIR "/" name,           \
		    FIELDAUTH_SYSTEM_PAMCONFDIR "/" name \
	}

const struct hook hooks[] = {
	{ FIELDAUTH_NSSDIR "/libnss_fieldusers.so.2",
	    FIELDAUTH_SYSTEM_LIBDIR "/libnss_fieldusers.so.2" },
	{ FIELDAUTH_PAMDIR "/pam_fieldauth.so",
	    FIELDAUTH_SYSTEM_LIBDIR "/security/pam_fieldauth.so" },
#if FIELDAUTH_HAS_I386_NSS
	{ FIELDAUTH_I386DIR "/libnss_fieldusers.so.2",
	    FIELDAUTH_SYSTEM_I386DIR "/libnss_fieldusers.so.2", true },
	{ FIELDAUTH_BIARCHDIR "/libnss_fieldusers.so.2",
	    FIELDAUTH_SYSTEM_BIARCHDIR "/libnss_fieldusers.so.2", true },
#endif
#if FIELDAUTH_HAS_I386_PAM
	{ FIELDAUTH_I386DIR "/security/pam_fieldauth.so",
	    FIELDAUTH_SYSTEM_I386DIR "/security/pam_fieldauth.so", true },
#endif
	PROFILE("fieldauth"),
	PROFILE("fieldauth-password"),
	{ FIELDAUTH_TMPFILESDIR "/fieldauth.conf",
	    FIELDAUTH_SYSTEM_TMPFILESDIR "/fieldauth.conf" },
	UNIT("fieldauth-verify.socket"),
	UNIT("fieldauth-control.socket"),
	UNIT("fieldauth-gate.service"),
	UNIT("syncd.service"),
	UNIT("syncd-once.service"),
	UNIT("syncd.timer"),
};
const size_t hook_count = sizeof(hooks) / sizeof(hooks[0]);

static bool
is_ours(const struct hook *hook)
{
	char target[PATHS_MAX];
	ssize_t len = readlink(hook->system, target, sizeof(target));

	return len >= 0 && (size_t)len == strlen(hook->installed) &&
	    memcmp(target, hook->installed, (size_t)len) == 0;
}

/* Identical if /lib is a symbolic link to /usr/lib, despite different names. */
static bool
is_same_file(const struct hook *hook)
{
	struct stat a, b;

	return stat(hook->installed, &a) == 0 && stat(hook->system, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The folder that the link would be in. */
static bool
has_folder(const struct hook *hook)
{
	char folder[PATHS_MAX];
	struct stat st;

	if (!str_copy(folder, sizeof(folder), hook->system))
		return false;
	*strrchr(folder, '/') = '\0';
	return stat(folder, &st) == 0;
}

int
hook_check(const struct hook *hook)
{
	struct stat st;

	if (strcmp(hook->installed, hook->system) == 0 || is_ours(hook) ||
	    is_same_file(hook) || (hook->if_folder && !has_folder(hook)))
		return FIELD_OK;
	return lstat(hook->system, &st) == 0 ? FIELD_EEXIST : FIELD_ENOTFOUND;
}

bool
hook_is_linked(const struct hook *hook)
{
	return strcmp(hook->installed, hook->system) != 0 && is_ours(hook);
}

int
hook_link(const struct hook *hook)
{
	if (hook_check(hook) == FIELD_OK)
		return FIELD_OK;
	if (symlink(hook->installed, hook->system) == 0)
		return FIELD_OK;
	return errno == EEXIST ? FIELD_EEXIST : FIELD_EIO;
}

int
hook_unlink(const struct hook *hook)
{
	if (!hook_is_linked(hook))
		return FIELD_OK;
	return unlink(hook->system) == 0 ? FIELD_OK : FIELD_EIO;
}
