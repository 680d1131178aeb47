/* `setup --system`: nsswitch.conf, PAM, the worker's user, folders, units. */
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "build_paths.h"
#include "fieldctl/listing.h"
#include "fieldctl/nsswitch.h"
#include "fieldctl/pam_stack.h"
#include "fieldctl/prompt.h"
#include "fieldctl/run.h"
#include "fieldctl/setup.h"
#include "fieldctl/undo.h"

#define NSSWITCH_CONF   "/etc/nsswitch.conf"
#define PAM_CONFIGS     "/usr/share/pam-configs/"
#define PAM_AUTH_UPDATE "/usr/sbin/pam-auth-update"
#define SYSTEMCTL       "/usr/bin/systemctl"
#define WORKER          "fieldauth-fetch"
#define TEXT_MAX_LEN    (1024 * 1024)

static const struct {
	const char *type, *file;
} pam_files[] = {
	{ "auth", "/etc/pam.d/common-auth" },
	{ "account", "/etc/pam.d/common-account" },
	{ "password", "/etc/pam.d/common-password" },
	{ "session", "/etc/pam.d/common-session" },
	/* not changed by our profiles, but rewritten with the others */
	{ NULL, "/etc/pam.d/common-session-noninteractive" },
};
#define PAM_FILE_COUNT (sizeof(pam_files) / sizeof(pam_files[0]))

static int
fail_file(struct ctl *ctl, const char *file, int err)
{
	char message[400];

	(void)str_format(message, sizeof(message),
	    _("%s could not be changed: %s."), file, field_strerror(err));
	return ctl_problem(
	    ctl, reason_exit(reason_of_err(err)), "system_file", message, "");
}

/* --- before anything ---------------------------------------------------- */

static int
check_machine(struct ctl *ctl, bool needs_files)
{
	static const char *const files[] = {
		FIELDAUTH_NSSDIR "/libnss_fieldusers.so.2",
		FIELDAUTH_PAMDIR "/pam_fieldauth.so",
		FIELDAUTH_LIBEXECDIR "/fieldauth-signin",
		PAM_CONFIGS "fieldauth",
		PAM_CONFIGS "fieldauth-password",
		PAM_AUTH_UPDATE,
	};
	char message[400];

	if (ctl->root[0] != '\0')
		return ctl_usage(ctl,
		    _("--system works on this machine alone, never below "
		      "FIELDAUTH_ROOT."));
	for (size_t i = 0; needs_files && i < sizeof(files) / sizeof(files[0]);
	     i++) {
		if (access(files[i], R_OK) == 0)
			continue;
		(void)str_format(
		    message, sizeof(message), _("%s is missing."), files[i]);
		return ctl_problem(ctl, EX_CONFIG, "not_installed", message,
		    _("Install fieldauth first: make install."));
	}
	return EX_OK;
}

int
setup_folders(struct ctl *ctl)
{
	char misc[PATHS_MAX];
	const struct {
		const char *path;
		mode_t mode;
	} folders[] = {
		{ ctl->paths.conf_dir, 0755 },
		{ ctl->paths.state_dir, 0755 },
		{ ctl->paths.private_dir, 0700 },
		{ ctl->paths.run_dir, 0755 },
		{ misc, 0755 },
	};

	(void)str_copy(misc, sizeof(misc), ctl->paths.snapshot_file);
	*strrchr(misc, '/') = '\0';
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		int err = file_make_folder(folders[i].path, folders[i].mode);

		if (err != FIELD_OK)
			return fail_file(ctl, folders[i].path, err);
	}
	return EX_OK;
}

/* The user as which the import worker runs (sysusers.d has the same). */
static int
make_worker_user(struct ctl *ctl)
{
	static const char *const argv[] = { "/usr/sbin/useradd", "--system",
		"--user-group", "--no-create-home", "--home-dir",
		"/nonexistent", "--shell", "/usr/sbin/nologin", "--comment",
		"fieldauth import worker", WORKER, NULL };
	int exit_code = 0, err;

	if (getpwnam(WORKER) != NULL)
		return EX_OK;
	err = run_program(ctl, argv, NULL, &exit_code);
	if (err == FIELD_OK && exit_code == 0)
		return EX_OK;
	return ctl_problem(ctl, EX_OSERR, "no_worker_user",
	    _("The system user fieldauth-fetch could not be made."),
	    _("Make it with useradd --system, then try again."));
}

/* --- nsswitch.conf ------------------------------------------------------ */

static int
edit_nsswitch(struct ctl *ctl)
{
	char *text = NULL, *edited = NULL;
	size_t len = 0;
	int err = file_read(NSSWITCH_CONF, TEXT_MAX_LEN, &text, &len);

	if (err == FIELD_OK) {
		edited = nsswitch_add(text);
		err = edited != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	if (err == FIELD_OK && strcmp(text, edited) != 0) {
		err = undo_keep(ctl, NSSWITCH_CONF, false);
		if (err == FIELD_OK)
			err = undo_write(NSSWITCH_CONF, edited, strlen(edited));
		if (err == FIELD_OK)
			err = undo_keep(ctl, NSSWITCH_CONF, true);
	}
	free(text);
	free(edited);
	return err == FIELD_OK ? EX_OK : fail_file(ctl, NSSWITCH_CONF, err);
}

static int
unedit_nsswitch(struct ctl *ctl)
{
	char *text = NULL, *edited = NULL;
	size_t len = 0;
	int err;

	if (undo_is_untouched(ctl, NSSWITCH_CONF)) {
		err = undo_restore(ctl, NSSWITCH_CONF);
	} else {
		err = file_read(NSSWITCH_CONF, TEXT_MAX_LEN, &text, &len);
		if (err == FIELD_OK) {
			edited = nsswitch_remove(text);
			err = edited != NULL ? FIELD_OK : FIELD_ENOMEM;
		}
		if (err == FIELD_OK && strcmp(text, edited) != 0)
			err = undo_write(NSSWITCH_CONF, edited, strlen(edited));
		free(text);
		free(edited);
	}
	if (err != FIELD_OK)
		return fail_file(ctl, NSSWITCH_CONF, err);
	undo_forget(ctl, NSSWITCH_CONF);
	return EX_OK;
}

/* --- PAM ---------------------------------------------------------------- */

/* What is wrong in the generated files; FILE says in which. */
static const char *
pam_problem(const char **ret_file)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		struct pam_stack stack = { .count = 0 };
		const char *problem;
		char *text = NULL;
		size_t len;

		if (pam_files[i].type == NULL)
			continue;
		if (file_read(pam_files[i].file, TEXT_MAX_LEN, &text, &len) ==
		    FIELD_OK)
			pam_stack_read(text, pam_files[i].type, &stack);
		free(text);
		problem = pam_stack_problem(&stack, pam_files[i].type);
		if (problem != NULL) {
			*ret_file = pam_files[i].file;
			return problem;
		}
	}
	return NULL;
}

static int
run_pam_auth_update(struct ctl *ctl, const char *what)
{
	const char *const argv[] = { PAM_AUTH_UPDATE, "--package", what,
		"fieldauth", "fieldauth-password", NULL };
	int exit_code = 0;
	int err = run_program(ctl, argv, NULL, &exit_code);

	if (err == FIELD_OK && exit_code == 0)
		return EX_OK;
	return ctl_problem(ctl, EX_OSERR, "pam_auth_update",
	    _("pam-auth-update failed."),
	    _("Run it by hand: pam-auth-update."));
}

static int
keep_pam(struct ctl *ctl, bool after)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		int err = undo_keep(ctl, pam_files[i].file, after);

		if (err != FIELD_OK && err != FIELD_ENOTFOUND)
			return fail_file(ctl, pam_files[i].file, err);
	}
	return EX_OK;
}

static int
enable_pam(struct ctl *ctl)
{
	const char *file = "", *problem = pam_problem(&file);
	char message[600];
	int status;

	if (problem == NULL)
		return EX_OK; /* enabled already: `before` stays what it is */
	status = keep_pam(ctl, false);
	if (status == EX_OK)
		status = run_pam_auth_update(ctl, "--enable");
	if (status != EX_OK)
		return status;
	problem = pam_problem(&file);
	if (problem == NULL)
		return keep_pam(ctl, true);
	(void)str_format(message, sizeof(message), "%s: %s.", file, _(problem));
	return ctl_problem(ctl, EX_CONFIG, "pam_not_enabled", message,
	    _("If the files were edited by hand, pam-auth-update leaves them "
	      "alone: see pam-auth-update(8), --force."));
}

static int
disable_pam(struct ctl *ctl)
{
	bool untouched[PAM_FILE_COUNT];
	int status;

	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		untouched[i] = undo_is_untouched(ctl, pam_files[i].file);
	status = run_pam_auth_update(ctl, "--disable");
	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		if (untouched[i]) {
			int err = undo_restore(ctl, pam_files[i].file);

			if (err != FIELD_OK)
				return fail_file(ctl, pam_files[i].file, err);
		}
		undo_forget(ctl, pam_files[i].file);
	}
	return EX_OK;
}

/* Nobody may be left with half of it. */
static void
take_back_pam(struct ctl *ctl)
{
	(void)run_pam_auth_update(ctl, "--disable");
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		(void)undo_restore(ctl, pam_files[i].file);
		undo_forget(ctl, pam_files[i].file);
	}
}

/* --- the service manager ------------------------------------------------ */

static void
switch_units(struct ctl *ctl, const char *what)
{
	const char *const reload[] = { SYSTEMCTL, "daemon-reload", NULL };
	const char *const units[] = { SYSTEMCTL, what, "--now",
		"fieldauth-verify.socket", "syncd.service", NULL };
	int exit_code = 0;

	if (access("/run/systemd/system", F_OK) != 0)
		return; /* sd_booted(3): another service manager, or none */
	(void)run_program(ctl, reload, NULL, &exit_code);
	if (run_program(ctl, units, NULL, &exit_code) != FIELD_OK ||
	    exit_code != 0)
		ctl_say(ctl,
		    _("The units could not be switched: systemctl %s "
		      "fieldauth-verify.socket syncd.service"),
		    what);
}

/* --- the two verbs ------------------------------------------------------ */

static int
say_system(struct ctl *ctl, bool enabled)
{
	ctl_say(ctl, "%s",
	    enabled ? _("This machine signs people in through fieldauth: "
			"nsswitch.conf and PAM are set.") :
		      _("This machine does not use fieldauth any more: "
			"nsswitch.conf and PAM are as before."));
	return listing_result(ctl,
	    json_pack(
		"{s:b, s:b}", "system", enabled, "dry_run", ctl->dry_run));
}

int
setup_system(struct ctl *ctl)
{
	int status = check_machine(ctl, true);

	if (status == EX_OK)
		status = prompt_destructive(ctl,
		    _("Change nsswitch.conf and the PAM files of this "
		      "machine?"));
	if (status != EX_OK || ctl->dry_run)
		return status != EX_OK ? status : say_system(ctl, true);
	status = setup_folders(ctl);
	if (status == EX_OK)
		status = make_worker_user(ctl);
	if (status == EX_OK)
		status = edit_nsswitch(ctl);
	if (status != EX_OK)
		return status;
	status = enable_pam(ctl);
	if (status != EX_OK) {
		take_back_pam(ctl);
		(void)unedit_nsswitch(ctl);
		return status;
	}
	switch_units(ctl, "enable");
	return say_system(ctl, true);
}

int
setup_system_undo(struct ctl *ctl)
{
	int status = check_machine(ctl, false);

	if (status == EX_OK)
		status = prompt_destructive(ctl,
		    _("Keep people of fieldauth from signing in on this "
		      "machine?"));
	if (status != EX_OK || ctl->dry_run)
		return status != EX_OK ? status : say_system(ctl, false);
	status = disable_pam(ctl);
	if (status == EX_OK)
		status = unedit_nsswitch(ctl);
	if (status != EX_OK)
		return status;
	switch_units(ctl, "disable");
	return say_system(ctl, false);
}
