/*
 * Reads the login uid from the kernel, and the claims of sudo(8) and pkexec(1).
 * Must never mistake a claim for the kernel's information, and must not output
 * its bytes.
 */
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/invoker.h"
#include "base/str.h"

#define NO_UID ((int64_t)UINT32_MAX) /* audit's AUDIT_UID_UNSET, and -1 */

static bool
parse_uid(const char *text, uid_t *ret_uid)
{
	int64_t uid;

	if (text == NULL ||
	    str_parse_int(text, 0, NO_UID - 1, &uid) != FIELD_OK)
		return false;
	*ret_uid = (uid_t)uid;
	return true;
}

static bool
open_login_uid(pid_t pid, int *ret_fd)
{
	char path[64] = "/proc/self/loginuid";

	if (pid != 0 &&
	    !str_format(path, sizeof(path), "/proc/%d/loginuid", (int)pid))
		return false;
	*ret_fd = open(path, O_RDONLY | O_CLOEXEC);
	return *ret_fd >= 0;
}

bool
invoker_login_uid(pid_t pid, uid_t *ret_uid)
{
	char text[16];
	size_t len = 0;
	int rc, fd;

	if (!open_login_uid(pid, &fd))
		return false;
	rc = file_read_full(fd, text, sizeof(text) - 1, &len);
	(void)close(fd);
	text[rc == FIELD_OK ? len : 0] = '\0';
	return parse_uid(text, ret_uid);
}

/* The name of root itself adds nothing: sudo was run by root, in a login of
 * root or within another sudo. */
static bool
is_another(const struct invoker_login *login, uid_t uid)
{
	return uid != 0 && (!login->known || login->uid != uid);
}

bool
invoker_claim(const struct invoker_login *login, const char *sudo,
    const char *pkexec, uid_t *ret_uid)
{
	const char *const claims[] = { sudo, pkexec };

	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		uid_t uid;

		if (!parse_uid(claims[i], &uid) || !is_another(login, uid))
			continue;
		*ret_uid = uid;
		return true;
	}
	return false;
}

/* A name is written to the log, and from there to terminals. */
static bool
is_plain(const char *name)
{
	if (name[0] == '\0')
		return false;
	for (const char *c = name; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return true;
}

static void
take(struct invoker_login *login, uid_t uid)
{
	char buf[16384];
	struct passwd entry, *found = NULL;

	login->known = true;
	login->uid = uid;
	if (getpwuid_r(uid, &entry, buf, sizeof(buf), &found) != 0 ||
	    found == NULL || !is_plain(found->pw_name) ||
	    !str_copy(login->name, sizeof(login->name), found->pw_name))
		(void)str_format(login->name, sizeof(login->name), "#%lu",
		    (unsigned long)uid);
}

void
invoker_identify(
    const char *sudo, const char *pkexec, struct invoker *ret_invoker)
{
	struct invoker_login *login = &ret_invoker->login;
	uid_t uid;

	memset(ret_invoker, 0, sizeof(*ret_invoker));
	login->known = invoker_login_uid(0, &login->uid);
	if (invoker_claim(login, sudo, pkexec, &uid))
		take(&ret_invoker->via, uid);
	/* a login of root and no other account: no person to name */
	if (login->known && login->uid == 0 && !ret_invoker->via.known)
		login->known = false;
	if (login->known)
		take(login, login->uid);
}
