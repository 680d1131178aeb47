/*
 * The list of modules whose behaviour does not depend on the user name.  A
 * module that is not listed may use the name in ways unknown to us.  The reason
 * for each entry was read in linux-pam 1.5.2 or in the module's own source.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "pamconf/blind.h"

#define PATH_SIZE 512

enum when {
	ALWAYS,
	WHILE_ABSENT,   /* the file does not exist */
	WHILE_RULELESS, /* the file has only comments and `none ...` lines */
};

static const struct {
	const char *module;
	enum when when;
	const char *file;
} blind[] = {
	/* uses the uid and the login name in the snapshot */
	{ PAMCONF_OURS, ALWAYS, NULL },
	/* our people have no entry in shadow(5) under any of their names: it
	 * can deny them, but not admit them */
	{ "pam_unix.so", ALWAYS, NULL },
	/* do not ask for a user */
	{ "pam_deny.so", ALWAYS, NULL },
	{ "pam_permit.so", ALWAYS, NULL },
	{ "pam_faildelay.so", ALWAYS, NULL },
	{ "pam_issue.so", ALWAYS, NULL },
	{ "pam_motd.so", ALWAYS, NULL },
	{ "pam_echo.so", ALWAYS, NULL }, /* only displays the name */
	{ "pam_warn.so", ALWAYS, NULL }, /* only logs it */
	/* check the caller's uid or groups, not the user's */
	{ "pam_rootok.so", ALWAYS, NULL },
	{ "pam_wheel.so", ALWAYS, NULL },
	/* compare or use the uid returned by getpwnam(3), which is the same for
	 * all names of a person */
	{ "pam_nologin.so", ALWAYS, NULL },
	{ "pam_securetty.so", ALWAYS, NULL },
	{ "pam_usertype.so", ALWAYS, NULL },
	{ "pam_loginuid.so", ALWAYS, NULL },
	{ "pam_keyinit.so", ALWAYS, NULL },
	{ "pam_lastlog.so", ALWAYS, NULL },
	/* use the shell, home folder or pw_name of that entry */
	{ "pam_shells.so", ALWAYS, NULL },
	{ "pam_umask.so", ALWAYS, NULL },
	{ "pam_mkhomedir.so", ALWAYS, NULL },
	{ "pam_limits.so", ALWAYS, NULL }, /* parse_config_file(pw_name) */
	{ "pam_mail.so", ALWAYS, NULL },
	/* sets variables for all users, and those of ~/.pam_environment */
	{ "pam_env.so", ALWAYS, NULL },
	/* open the keyring in the home folder of that entry */
	{ "pam_gnome_keyring.so", ALWAYS, NULL },
	{ "pam_kwallet5.so", ALWAYS, NULL },
	/* check a new password; fieldauth-signin checks again that it does not
	 * contain the login name */
	{ "pam_pwquality.so", ALWAYS, NULL },
	{ "pam_cracklib.so", ALWAYS, NULL },
	{ "pam_passwdqc.so", ALWAYS, NULL },
	/* assigns groups by name, if it has rules; Debian's file has none */
	{ "pam_group.so", WHILE_RULELESS, "/etc/security/group.conf" },
	/* assigns capabilities by name; Debian's file says `none *` */
	{ "pam_cap.so", WHILE_RULELESS, "/etc/security/capability.conf" },
	/* maps names to SELinux users, if the kernel has SELinux */
	{ "pam_selinux.so", WHILE_ABSENT, "/sys/fs/selinux/enforce" },
	/* looks the name up by NSS and then uses the uid; but where
	 * systemd-userdbd answers, only the login name is known */
	{ "pam_systemd.so", WHILE_ABSENT,
	    "/run/systemd/userdb/io.systemd.Multiplexer" },
};

/* False when the file cannot be read: its rules are then unknown. */
static bool
is_without_rules(const char *path)
{
	FILE *file = fopen(path, "re");
	bool without = true;
	char line[1024];

	if (file == NULL)
		return file_error() == FIELD_ENOTFOUND;
	while (without && fgets(line, sizeof(line), file) != NULL) {
		const char *at = line + strspn(line, " \t\n");

		without = *at == '\0' || *at == '#' ||
		    (strncmp(at, "none", 4) == 0 &&
			strchr(" \t", at[4]) != NULL && at[4] != '\0');
	}
	without = without && ferror(file) == 0;
	(void)fclose(file);
	return without;
}

static bool
is_absent(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 && file_error() == FIELD_ENOTFOUND;
}

static bool
is_blind(const char *root, const char *module)
{
	char path[PATH_SIZE];
	size_t i = 0;

	while (i < sizeof(blind) / sizeof(blind[0]) &&
	    strcmp(blind[i].module, module) != 0)
		i++;
	if (i == sizeof(blind) / sizeof(blind[0]))
		return false;
	if (blind[i].when == ALWAYS)
		return true;
	if (!str_format(path, sizeof(path), "%s%s", root, blind[i].file))
		return false;
	return blind[i].when == WHILE_ABSENT ? is_absent(path) :
					       is_without_rules(path);
}

const struct pamconf_rule *
pamconf_name_reader(const char *root, const struct pamconf_service *service)
{
	for (size_t i = 0; i < service->count; i++)
		if (!is_blind(root, service->rules[i].name))
			return &service->rules[i];
	return NULL;
}
