/* The configuration of the operating system: name service, sshd, caches. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"
#include "fieldctl/machine/nsswitch.h"
#include "store/publish/caches.h"

#define SETUP_SYSTEM "fieldctl setup --system"

static void
check_database(struct doctor *doctor, const char *text, const char *database)
{
	switch (nsswitch_look(text, database)) {
	case NSSWITCH_GOOD:
		break;
	case NSSWITCH_ABSENT:
		doctor_find(doctor, DOCTOR_FAIL, SETUP_SYSTEM,
		    _("/etc/nsswitch.conf: the line '%s' does not name "
		      "fieldusers: people of fieldauth cannot be looked up."),
		    database);
		break;
	case NSSWITCH_EARLY:
		doctor_find(doctor, DOCTOR_WARN,
		    _("Put fieldusers after files in that line."),
		    _("/etc/nsswitch.conf: the line '%s' has fieldusers before files."),
		    database);
		break;
	case NSSWITCH_BLOCKED:
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Remove the action in brackets before fieldusers."),
		    _("/etc/nsswitch.conf: in the line '%s' an action ends "
		      "the search before fieldusers."),
		    database);
		break;
	}
}

void
doctor_name_service(struct doctor *doctor)
{
	char *text = doctor_read(doctor, "/etc/nsswitch.conf");

	if (text == NULL) {
		doctor_find(doctor, DOCTOR_FAIL, SETUP_SYSTEM,
		    _("/etc/nsswitch.conf cannot be read."));
		return;
	}
	check_database(doctor, text, "passwd");
	check_database(doctor, text, "group");
	if (nsswitch_has(text, "initgroups"))
		check_database(doctor, text, "initgroups");
	free(text);
}

/* --- sshd --------------------------------------------------------------- */

/* Whether LINE is `KEYWORD VALUE...` of sshd_config(5), where keywords are not
 * case-sensitive; *ret_value is the rest. */
static bool
is_keyword(const char *line, const char *keyword, const char **ret_value)
{
	size_t len = strlen(keyword);

	line += strspn(line, " \t");
	if (strncasecmp(line, keyword, len) != 0 ||
	    strchr(" \t=", line[len]) == NULL || line[len] == '\0')
		return false;
	*ret_value = line + len + strspn(line + len, " \t=\"");
	return true;
}

/*
 * Whether CRITERIA of a Match line have one for user names.  DenyUsers and
 * AllowUsers are not affected: sshd compares them with the login name returned
 * by getpwnam(3) (auth.c, allowed_user), but Match with the name as typed.
 */
static bool
matches_user(const char *criteria)
{
	while (*criteria != '\0' && *criteria != '#') {
		size_t len = strcspn(criteria, " \t=\"");

		if (len == 4 && strncasecmp(criteria, "user", 4) == 0)
			return true;
		criteria += len;
		criteria += strspn(criteria, " \t=\"");
	}
	return false;
}

static void
check_sshd_line(struct doctor *doctor, const char *path, const char *line)
{
	const bool email_sign_in = !doctor->ctl->has_config ||
	    doctor->ctl->config.email_sign_in;
	const char *value;

	if (is_keyword(line, "UsePAM", &value) &&
	    strncasecmp(value, "no", 2) == 0)
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Set 'UsePAM yes' and restart sshd."),
		    _("%s: UsePAM is off: blocked people with an ssh key would be admitted."),
		    path);
	if (email_sign_in && is_keyword(line, "Match", &value) &&
	    matches_user(value))
		doctor_find(doctor, DOCTOR_WARN,
		    _("Match people by group, or set 'email_sign_in = no' in "
		      "[terminal] of fieldauth.conf."),
		    _("%s: 'Match User' uses the name as typed, which may be a person's e-mail address instead of the login name: %s"),
		    path, line);
}

static void
check_sshd_file(struct doctor *doctor, const char *path)
{
	char *text = doctor_read(doctor, path), *rest = text;

	while (rest != NULL)
		check_sshd_line(doctor, path, strsep(&rest, "\n"));
	free(text);
}

void
doctor_sshd(struct doctor *doctor)
{
	const size_t root_len = strlen(doctor->ctl->root);
	char pattern[PATHS_MAX];
	glob_t files;

	if (access(doctor_path(doctor, "/etc/ssh/sshd_config", pattern),
		F_OK) != 0) {
		doctor_skip(doctor, _("not checked: there is no sshd_config"));
		return;
	}
	check_sshd_file(doctor, "/etc/ssh/sshd_config");
	if (glob(doctor_path(doctor, "/etc/ssh/sshd_config.d/*.conf", pattern),
		0, NULL, &files) != 0)
		return;
	for (size_t i = 0; i < files.gl_pathc; i++)
		check_sshd_file(doctor, files.gl_pathv[i] + root_len);
	globfree(&files);
}

/* A notification costs a cache only look-ups, so one is sent to check that it
 * responds. */
void
doctor_caches(struct doctor *doctor)
{
	if (doctor->ctl->root[0] != '\0') {
		doctor_skip(doctor, _("not checked: this is another root"));
		return;
	}
	if (caches_tell(CACHES_SOCKET, CACHES_TIMEOUT_MS) == FIELD_OK)
		return;
	doctor_find(doctor, DOCTOR_WARN,
	    "systemctl restart nscd; or: systemctl disable --now nscd",
	    _("nscd is running and does not respond: it may return old users and groups for up to an hour after a change.  fieldauth does not need a cache."));
}
